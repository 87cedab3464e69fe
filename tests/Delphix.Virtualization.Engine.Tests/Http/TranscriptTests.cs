using Delphix.Virtualization.Engine.Tests.Plugins;

namespace Delphix.Virtualization.Engine.Tests.Http;

public sealed class TranscriptTests
{
    [Fact]
    public async Task UploadsAndDownloadOfLogs_are_as_the_published_protocol_has_them()
    {
        await using var served = await ServedEngine.StartAsync();
        using var transcript = new Transcript();
        using var client = await served.LoggedInAsync(transcript);

        await ServedEngine.UploadAsync(client, await served.ArtifactAsync());
        await ServedEngine.UploadAsync(client, await served.ArtifactAsync("2", nameof(UpgradePlugins.Second)));
        var reference = await client.FindPluginAsync(UpgradePlugins.Id, CancellationToken.None);
        await client.DownloadLogsAsync(
            await client.RequestLogsAsync(reference!, CancellationToken.None), served.PathOf("logs.tar.gz"), CancellationToken.None);

        using var expected = new StreamReader(typeof(TranscriptTests).Assembly.GetManifestResourceStream("transcript.txt")!);
        transcript.ToString().Should().Be(await expected.ReadToEndAsync());
    }
}
