namespace DirectoryPlugin.Tests.Operations;

public sealed class DirectoryListTests
{
    [Theory]
    [InlineData("/srv/plain", "plain", "/srv/plain")]
    [InlineData("Orders=/", "Orders", "/")]
    [InlineData("/", "/", "/")]
    [InlineData("//", "/", "/")]
    [InlineData("Orders 2024 (old)=/srv/plain", "Orders 2024 (old)", "/srv/plain")]
    [InlineData("/srv/a=b", "a=b", "/srv/a=b")]
    [InlineData("name=/srv/a=b", "name", "/srv/a=b")]
    [InlineData("/srv/plain/", "plain", "/srv/plain")]
    [InlineData("x=//srv///plain///", "x", "/srv/plain")]
    [InlineData("/srv/./plain/.", "plain", "/srv/plain")]
    [InlineData("/srv/other/../plain/sub/..", "plain", "/srv/plain")]
    [InlineData("/../srv/...", "...", "/srv/...")]
    [InlineData("/srv/with blanks ", "with blanks ", "/srv/with blanks ")]
    [InlineData(" x = y# z", null, null)]
    [InlineData(" x =/srv#", " x ", "/srv#")]
    [InlineData("/srv/$(id)`id`\\'\"*@\r\t", "$(id)`id`\\'\"*@\r\t", "/srv/$(id)`id`\\'\"*@\r\t")]
    [InlineData("ünï=/srv/ünï", "ünï", "/srv/ünï")]
    public void Line_is_a_path_that_may_have_a_name_before_it(string line, string? name, string? path)
    {
        var list = Read((line, "directory"));

        list.Directories.Select(directory => (directory.Name, directory.Path)).Should().Equal(name is null ? [] : [(name, path!)]);
        list.Skipped.Should().HaveCount(name is null ? 1 : 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t\v\f\r")]
    [InlineData("# a comment")]
    [InlineData("\t# another")]
    [InlineData("#/srv/plain")]
    [InlineData("# not UTF-8: \uFFFD")]
    public void Blank_line_or_comment_does_not_count(string line)
    {
        var list = Read((line, "directory"));

        list.Directories.Should().BeEmpty();
        list.Skipped.Should().BeEmpty();
    }

    [Theory]
    [InlineData("relative/path", "missing", "the path is not absolute")]
    [InlineData("name=relative/path", "directory", "the path is not absolute")]
    [InlineData("name = /srv/plain", "directory", "the path is not absolute")]
    [InlineData("a=b=/srv/plain", "directory", "the path is not absolute")]
    [InlineData("=/srv/plain", "directory", "the path is not absolute")]
    [InlineData(" /srv/plain", "directory", "the path is not absolute")]
    [InlineData("name=", "missing", "the path is not absolute")]
    [InlineData("~", "missing", "the path is not absolute")]
    [InlineData("x=/srv/missing", "missing", "the directory does not exist")]
    [InlineData("/srv/file", "file", "it is not a directory")]
    [InlineData("/srv/secret", "unreadable", "the directory cannot be read by alice")]
    [InlineData("/srv/caf\uFFFD", "directory", "the line is not valid UTF-8")]
    [InlineData("caf\uFFFD", "missing", "the line is not valid UTF-8")]
    public void Line_that_offers_nothing_is_skipped_with_a_reason(string line, string found, string reason)
    {
        var list = Read((line, found));

        list.Directories.Should().BeEmpty();
        list.Skipped.Should().Equal((line, reason));
    }

    [Fact]
    public void Directory_that_is_listed_twice_keeps_its_first_name()
    {
        var list = Read(
            ("/srv/plain", "directory"), ("x=/srv//plain/", "directory"), ("/gone", "missing"), ("/gone", "missing"),
            ("y=/srv", "directory"));

        list.Directories.Select(directory => directory.Name).Should().Equal("plain", "y");
        list.Skipped.Should().Equal(
            ("x=/srv//plain/", "the directory is listed twice"),
            ("/gone", "the directory does not exist"),
            ("/gone", "the directory does not exist"));
    }

    private static DirectoryList Read(params (string Line, string Found)[] lines) => new(lines, "alice");
}
