namespace DirectoryPlugin.Tests.Operations;

public sealed class RerootingTests
{
    private static readonly string[] NotInNormalForm =
        [
            "-o", "-lname", "/*", "(", "-lname", "*//*", "-o", "-lname", "*/./*", "-o", "-lname", "*/.", "-o", "-lname", "*/../*", "-o",
            "-lname", "*/..", ")"
        ];

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/mnt/vdb")]
    [InlineData("/mnt/vdb/")]
    public void Nothing_is_re_rooted_where_there_is_no_source_or_it_is_where_the_tree_is_mounted(string? source) =>
        Rerooting.Between([source], "/mnt/vdb").Should().BeNull();

    [Fact]
    public void Symlinks_to_the_source_and_into_it_are_looked_for() =>
        Rerooting.Between(["/srv/src/"], "/mnt/vdb")!.Tests.Should().Equal(
            ["(", "(", "-lname", "/srv/src", "-o", "-lname", "/srv/src/*", ")", .. NotInNormalForm, ")"]);

    [Fact]
    public void Symlinks_that_were_re_rooted_before_are_left_where_the_mount_path_is_below_the_source_path() =>
        Rerooting.Between(["/srv"], "/srv/vdb")!.Tests.Should().Equal(
            [
                "(", "(", "-lname", "/srv", "-o", "-lname", "/srv/*", ")",
                "!", "(", "-lname", "/srv/vdb", "-o", "-lname", "/srv/vdb/*", ")",
                .. NotInNormalForm, ")",
            ]);

    [Theory]
    [InlineData("/srv", "/srv2")]
    [InlineData("/srv//./x/../", "/srv2")]
    [InlineData("/srv/vdb", "/srv")]
    public void Mount_path_that_is_not_below_the_source_path_leaves_no_symlink_out(string source, string mount) =>
        Rerooting.Between([source], mount)!.Tests.Should().NotContain("!");

    [Theory]
    [InlineData("/a*b?c[d]e\\f", @"/a\*b\?c\[d\]e\\f")]
    [InlineData("/a.b^c$d{e}&'\"\n ü", "/a.b^c$d{e}&'\"\n ü")]
    public void Wildcards_of_find_stand_for_themselves(string source, string expected) =>
        Rerooting.Between([source], "/mnt")!.Tests.Should().Contain([expected, expected + "/*"]);

    [Theory]
    [InlineData("/src", "/mnt", @"s/^\/src\(\/\|$\)/\/\/\1/RH", @";s/^\/\/\(\/\|$\)/\/mnt\1/RH")]
    [InlineData(
        "/a*b?c[d]e\\f.g^h$i&j\nü", "/mnt", "s/^\\/a\\*b?c\\[d\\]e\\\\f\\.g\\^h\\$i&j\nü\\(\\/\\|$\\)/\\/\\/\\1/RH",
        @";s/^\/\/\(\/\|$\)/\/mnt\1/RH")]
    [InlineData(
        "/src", "/a*b?c[d]e\\f.g^h$i&j\nü", @"s/^\/src\(\/\|$\)/\/\/\1/RH", ";s/^\\/\\/\\(\\/\\|$\\)/\\/a*b?c[d]e\\\\f.g^h$i\\&j\nü\\1/RH")]
    public void Special_characters_of_an_expression_stand_for_themselves(string source, string mount, string from, string to) =>
        Rerooting.Between([source], mount)!.Transform.Should().Contain(";" + from + ";").And.EndWith(to);

    [Fact]
    public void Symlinks_into_several_directories_are_looked_for_by_one_walk() =>
        Rerooting.Between(["/srv", null, "/old/vdb/", "/mnt/vdb", "/srv"], "/mnt/vdb")!.Tests.Should().Equal(
            [
                "(", "(", "-lname", "/srv", "-o", "-lname", "/srv/*", ")",
                "-o", "(", "-lname", "/old/vdb", "-o", "-lname", "/old/vdb/*", ")",
                .. NotInNormalForm, ")",
            ]);
}
