namespace Delphix.Virtualization.Testing.Tests;

public class PathBytesTests
{
    [Theory]
    [InlineData("", ".")]
    [InlineData("plain/name with spaces", "plain/name with spaces")]
    [InlineData("größe/データ/🌲", "größe/データ/🌲")]
    [InlineData("new\nline\ttab\rreturn", @"new\nline\ttab\rreturn")]
    [InlineData("\u001b[31mred", @"\x1b[31mred")]
    [InlineData("back\\slash", @"back\\slash")]
    [InlineData("right-to-left \u202e", @"right-to-left \xe2\x80\xae")]
    public void PathBytes_text_is_shown_readably(string text, string shown) => PathBytes.Show(PathBytes.FromText(text)).Should().Be(shown);

    [Fact]
    public void PathBytes_invalid_utf8_is_shown_as_hex_and_has_no_text()
    {
        PathBytes.Show("a\u00ffb\u00c3").Should().Be(@"a\xffb\xc3");
        PathBytes.TryToText("a\u00ff", out _).Should().BeFalse();
    }

    [Fact]
    public void PathBytes_text_comes_back_unchanged()
    {
        PathBytes.TryToText(PathBytes.FromText("größe"), out var text).Should().BeTrue();
        text.Should().Be("größe");
    }
}
