using System.Diagnostics;
using System.Net;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Bridge.Publishing;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>The script that starts a published plugin host.</summary>
public sealed class StarterTests
{
    [Fact]
    public async Task Starter_runs_the_program_of_its_own_folder_whatever_cdpath_says()
    {
        using var directory = new TemporaryDirectory();
        foreach (var folder in (string[])["host", "elsewhere/host"])
        {
            var program = directory.Combine(folder, "dotnet", "dotnet");
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            await File.WriteAllTextAsync(program, "#!/bin/sh\necho \"$0\"\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var options = new PluginHostOptions { Artifacts = [], Listen = new IPEndPoint(IPAddress.Loopback, 1), Certificates = "" };
        var text = PublishedTexts.Of(options, PublishedHost.DefaultPath).Single(text => text.Key == PublishedTexts.Starter).Value;
        await File.WriteAllTextAsync(directory.Combine("host", "start"), text);
        var start = new ProcessStartInfo("sh", ["host/start"]) { WorkingDirectory = directory.Path, RedirectStandardOutput = true };
        start.Environment["CDPATH"] = directory.Combine("elsewhere");

        using var started = Process.Start(start)!;

        (await started.StandardOutput.ReadToEndAsync()).Should().Be($"{directory.Combine("host", "dotnet", "dotnet")}\n");
    }
}
