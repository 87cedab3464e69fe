using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

public sealed class CatalogFormatTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string FormatFile => Path.Combine(_folder.Directory.Catalogs, "format.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Catalog_that_is_made_says_its_form()
    {
        await _folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);

        (await File.ReadAllTextAsync(FormatFile)).ReplaceLineEndings("").Should().Be("""{  "version": 1}""");
    }

    [Fact]
    public async Task Catalog_that_is_older_is_brought_forward()
    {
        await _folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);
        File.Delete(FormatFile);

        await OpenAsync();

        CatalogFormat.Read(_folder.Directory)!.Version.Should().Be(CatalogFormat.Current);
    }

    [Theory]
    [InlineData(
        """{ "version": 2, "new": true }""",
        "was written by a later version of dvp: its form is 2, and this version knows forms up to 1. Nothing was changed.")]
    [InlineData("", "is damaged, so the form of its documents is not known.")]
    [InlineData("{", "is damaged, so the form of its documents is not known.")]
    [InlineData("{}", "is damaged, so the form of its documents is not known.")]
    [InlineData("""{ "version": "one" }""", "is damaged, so the form of its documents is not known.")]
    public async Task Catalog_of_a_later_engine_or_unknown_is_refused_before_anything_is_changed(string format, string message)
    {
        await _folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);
        await File.WriteAllTextAsync(FormatFile, format);
        var open = PrivateFolder.Mode | UnixFileMode.OtherRead;
        File.SetUnixFileMode(_folder.Directory.Root, open);

        (await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<UserException>()).Which.Message.Should().EndWith(message);

        File.GetUnixFileMode(_folder.Directory.Root).Should().Be(open);
        (await File.ReadAllTextAsync(FormatFile)).Should().Be(format);
    }

    [Fact]
    public async Task Directory_that_holds_nothing_is_opened_and_stays_empty()
    {
        PrivateFolder.Make(_folder.Directory.Root);

        await OpenAsync();

        Directory.EnumerateFileSystemEntries(_folder.Directory.Root).Should().BeEmpty();
    }

    private async Task OpenAsync()
    {
        await using var engine = new LocalEngine(_folder.Directory);
    }
}
