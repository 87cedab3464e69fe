using System.Net;
using System.Net.Sockets;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class ReadmeTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    [EndToEndFact]
    public async Task Life_by_hand_works_as_the_readme_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var block = readme.Split("```bash\n")[1].Split("```")[0];
        block.Should().Contain("PORT=2222");

        var (exitCode, output) = await _dvp.RunAsync("set -euo pipefail\n" + block.Replace("PORT=2222", $"PORT={FreePort()}", StringComparison.Ordinal));

        exitCode.Should().Be(0, output);
        output.Should().Contain("files@2").And.Contain("is rolled back to copy@1").And.Contain("Plugin 'Directory Trees' is removed.");
        MountTable.Read().AtOrBelow(_dvp.Temporary).Should().BeEmpty();
    }

    public void Dispose() => _dvp.Dispose();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
