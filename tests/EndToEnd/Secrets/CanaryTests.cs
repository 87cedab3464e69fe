using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Tools;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.EndToEnd.Secrets;

/// <summary>
/// Secrets go through the whole engine, with a plugin that is careless with them, and are found nowhere but where they are needed.
/// </summary>
public sealed class CanaryTests
{
    private readonly Canary _first = new("it's \"50%\" {0} ü");
    private readonly Canary _second = new("{0}");
    private readonly Canary _login = new("$(login) {0}");
    private readonly Canary _key = new("-----BEGIN PRIVATE KEY-----\n{0}\n-----END PRIVATE KEY-----\n");
    private readonly Canary _config = new("{0}\\");
    private readonly StringBuilder _shown = new();

    [EngineFact]
    public async Task Secrets_are_nowhere_but_where_they_are_needed()
    {
        await using var world = await World.StartAsync(StorageDriver.Copy, install: false);
        var gate = world.PathOf("gate");
        await FurnishAsync(world);
        var discovered = Canary.Of(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(world.PathOf("directories.conf")))));
        Canary[] canaries = [_first, _second, _login, _key, _config, discovered, Canary.Of(CanaryOperations.Built(gate))];

        var linking = LinkAsync(world, "files", "succeed");
        try
        {
            await Eventually.IsTrueAsync(() => File.Exists(gate + ".running") || linking.IsCompleted, "the script runs");
            await ExpectNoProcessShowsAsync(canaries);
            ExpectNothingIn(world, canaries);
        }
        finally
        {
            await File.WriteAllTextAsync(gate, "");
            await linking;
        }

        (await linking).Should().Be(ExitCode.Done, _shown.ToString());
        foreach (var act in (string[])["fail", "refuse", "break"])
            (await LinkAsync(world, act, act)).Should().Be(ExitCode.Failed);
        var mountLocation = $"mountLocation={world.PathOf("mnt", "copy")}";
        (await DvpAsync(world, "", "vdb provision copy --from files --environment here -v --param", mountLocation))
            .Should().Be(ExitCode.Done, _shown.ToString());
        (await DvpAsync(world, "", "environment refresh source -v")).Should().Be(ExitCode.Done);
        await ShowAllAsync(world);

        await ExpectReceivedAsync(world);
        ExpectNothingIn(world, canaries);
        canaries.Where(canary => canary.IsIn(_shown.ToString())).Should().BeEmpty();
    }

    private async Task FurnishAsync(World world)
    {
        var artifact = world.PathOf("artifact.json");
        await CanaryArtifact.WriteAsync(artifact);
        await world.RunAsync(new PluginInstall(artifact));
        await world.RunAsync(world.SourceEnvironment("source"));
        await world.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        (await DvpAsync(world, _config.Secret, "source-config add --environment source --param name=canary --param password")).Should()
            .Be(ExitCode.Done, _shown.ToString());
        var parameters = new JsonObject
        {
            ["gate"] = world.PathOf("gate"),
            ["passwords"] = new JsonArray(_first.Secret, _second.Secret),
            ["login"] = new JsonObject { ["type"] = "NamedPasswordCredential", ["username"] = "u", ["password"] = _login.Secret },
            ["key"] = new JsonObject { ["type"] = "NamedKeyPairCredential", ["publicKey"] = "k", ["privateKey"] = _key.Secret },
        };
        await File.WriteAllTextAsync(world.PathOf("link.json"), parameters.ToJsonString());
    }

    private Task<int> LinkAsync(World world, string name, string act) => DvpAsync(
        world, "", $"dsource link {name} --source-config canary --staging-environment here -vv --param act={act} --param",
        $"@{world.PathOf("link.json")}", "--param", $"mountLocation={world.PathOf("mnt", name)}");

    private async Task ShowAllAsync(World world)
    {
        List<string> commands =
        [
            "environment list", "repository list", "source-config list", "dsource list", "snapshot list", "vdb list", "plugin list",
            "job list", "dsource status files", "vdb status copy",
            .. (await world.Engine.ListJobsAsync()).Select(job => $"job show {job.Reference}"),
        ];
        foreach (var command in commands)
        {
            (await DvpAsync(world, "", command)).Should().Be(ExitCode.Done);
            (await DvpAsync(world, "", $"{command} --json")).Should().Be(ExitCode.Done);
        }
    }

    // Runs dvp; what it shows is kept.
    private async Task<int> DvpAsync(World world, string input, string words, params string[] more)
    {
        using var output = new StringWriter();
        using var given = new StringReader(input);
        var terminal = new Terminal { Output = output, Error = output, Input = () => given };
        var exitCode = await DvpCommandLine.RunAsync(
            ["--engine-dir", world.Engine.Directory.Root, .. words.Split(' '), .. more], terminal, CancellationToken.None);
        _shown.Append(output);
        return exitCode;
    }

    // Else it would prove nothing that the secrets are not found.
    private async Task ExpectReceivedAsync(World world)
    {
        var snapshot = (await world.Engine.ListAsync<SnapshotObject>())[0];
        snapshot.Parameters["checksums"]!.GetValue<string>().Split('\n').Should()
            .StartWith(
                [
                    _first.Checksum, _login.Checksum, _key.Checksum, _config.Checksum,
                    Canary.Of(CanaryOperations.Built(world.PathOf("gate"))).Checksum,
                ]);
        snapshot.Parameters["password"]!.GetValue<string>().Should().Be("********");
        (await world.VdbAsync("copy")).SourceConfigParameters["password"]!.GetValue<string>().Should().Be("********");
        (await world.Engine.ListAsync<RepositoryObject>()).Should()
            .HaveCount(2, "a password tells repositories apart, and a refresh finds the same");
        var failed = (await world.Engine.ListJobsAsync()).Where(job => job.State == JobState.Failed).Select(job => job.Error!).ToList();
        failed.Should().HaveCount(3);
        failed[0].Output.Should().MatchRegex(@"(?m)^\++ : .*\*{8}");
        failed[1].Message.Should().StartWith("The message: ********,********,");
        _shown.ToString().Should().Contain("Use ********,********, ******** or ********");
        var link = await File.ReadAllTextAsync(world.PathOf("link.json"));
        new[] { _first, _second, _login, _key }.Should().OnlyContain(canary => canary.IsIn(link));
    }

    private static void ExpectNothingIn(World world, Canary[] canaries)
    {
        // The pool is looked at where it is mounted.
        string[] others = [world.PathOf("link.json"), world.PathOf("engine", "pool", "pool.img")];
        var files = Directory.EnumerateFiles(
            world.PathOf(), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Except(others).Where(path => new FileInfo(path) is { Exists: true, Length: > 0 }).ToList();
        files.Should().Contain(path => path.EndsWith("debug.log")).And.Contain(path => path.EndsWith("DSOURCE-1.json"));
        foreach (var path in files)
        {
            var bytes = Read(path);
            canaries.Where(canary => canary.IsIn(bytes)).Should().BeEmpty(path);
        }
    }

    // Also what is locked, or about to be replaced.
    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static async Task ExpectNoProcessShowsAsync(Canary[] canaries)
    {
        var seen = new Canary("{0}");
        using var careless = Process.Start(new ProcessStartInfo("bash", ["-c", "read -r", seen.Secret]) { RedirectStandardInput = true })!;
        await Eventually.IsTrueAsync(() => RunningProcess.CommandLines().Any(seen.IsIn), "what is on a command line is found");

        canaries.Where(canary => RunningProcess.CommandLines().Any(canary.IsIn)).Should().BeEmpty();

        careless.StandardInput.Close();
        await careless.WaitForExitAsync();
    }
}
