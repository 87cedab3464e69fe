using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

/// <summary>What a user types may be anything: it travels in variables, unchanged, and the command stays the script's text.</summary>
public sealed class TypedValuesTests
{
    // Each holds a mark that no script holds.
    public static TheoryData<string> Nasty =>
    [
        "mark-0af3 with  blanks ",
        "mark-0af3'single",
        "mark-0af3\"double",
        "$(touch mark-0af3)",
        "`touch mark-0af3`",
        "${mark-0af3}",
        "mark-0af3\nrm -rf /\n",
        "mark-0af3\r\n\t",
        "; mark-0af3 && | > < & !",
        "mark-0af3\\",
        "-mark-0af3",
        "*?[mark-0af3]{a,b}~",
        "#mark-0af3",
        "ünï mark-0af3 \u202e 🙂",
        "\u0001mark-0af3\u001b[31m",
    ];

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Sync_keeps_typed_values_out_of_the_command(string value)
    {
        var hosts = new FakeHosts(Samples.Record);
        // Where ssh would read another file, that is refused.
        var key = "/" + value.Replace("${", "$ {", StringComparison.Ordinal);
        var parameters = new LinkedSourceDefinition
        {
            SourceAddress = value,
            Username = value,
            MountLocation = "/" + value,
            SshPort = 22,
            IdentityFile = key,
            ExcludePatterns = [value, value + value],
            AcceptNewHostKey = false,
            AllowEmptySource = false,
        };
        var source = Samples.StagedSource(parameters, mounted: false);
        var config = new SourceConfigDefinition { Name = value, Path = "/" + value };

        await new Ingestion(hosts.Libs, new FakeLogger<Ingestion>(), TimeProvider.System)
            .CopyFromSource(source, Samples.Repository, config, null, CancellationToken.None);

        Unpasted(hosts, "copy");
        hosts.Call.Variables.Should().Contain(new Dictionary<string, string>
        {
            ["DLPX_SOURCE_ADDRESS"] = value,
            ["DLPX_SOURCE_USER"] = value,
            ["DLPX_SOURCE_PATH"] = "/" + value,
        });
        Listed(hosts, "DLPX_SSH_OPTIONS").Should().EndWith(["-l", value, "-oIdentitiesOnly=yes", "-i", key, "--", value]);
        Listed(hosts, "DLPX_FILTERS").Should().Equal("--filter=-s " + value, "--filter=-s " + value + value);
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Linked_operations_keep_typed_values_out_of_the_command(string value)
    {
        foreach (var (script, stdout, operation) in LinkedOperations)
        {
            var hosts = new FakeHosts(stdout);
            var source = Samples.StagedSource() with { Mount = new Mount(Samples.Staging.Environment, "/" + value), Guid = value };

            await operation(new Ingestion(hosts.Libs, new FakeLogger<Ingestion>(), TimeProvider.System), source);

            Unpasted(hosts, script);
            hosts.Call.Variables.Should().Contain(
                new Dictionary<string, string> { ["DLPX_GUID"] = value, ["DLPX_MOUNT_PATH"] = "/" + value });
        }
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Configure_keeps_typed_values_out_of_the_command(string value)
    {
        var hosts = new FakeHosts("rerootedSymlinks=1\n");
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition { MountLocation = "/" + value, RerootSymlinks = true }, mounted: false);
        var snapshot = new SnapshotDefinition { Mode = SnapshotMode.Sync, SourcePath = "/src" + value };

        var config = await new Provisioning(hosts.Libs, new FakeLogger<Provisioning>(), TimeProvider.System)
            .Configure(source, snapshot, Samples.Repository, CancellationToken.None);

        Unpasted(hosts, "configure");
        hosts.Call.Variables.Should().Contain(
            new Dictionary<string, string> { ["DLPX_MOUNT_PATH"] = "/" + value, ["DLPX_SOURCE_PATH"] = "/src" + value });
        config.Path.Should().Be("/" + value);
    }

    private static readonly (
        string Script,
        string Stdout,
        Func<Ingestion, StagedSource<LinkedSourceDefinition>, Task> Operation)[] LinkedOperations =
    [
        (
            "start-staging", "",
            (operations, source) => operations.StartStaging(source, Samples.Repository, Samples.SourceConfig, CancellationToken.None)),
        (
            "clean-up", "",
            (operations, source) => operations.StopStaging(source, Samples.Repository, Samples.SourceConfig, CancellationToken.None)),
        (
            "status", "mounted=false\n",
            (operations, source) => operations.GetStatus(source, Samples.Repository, Samples.SourceConfig, CancellationToken.None)),
        (
            "size", "bytes=1\n",
            (operations, source) => operations.GetSize(source, Samples.Repository, Samples.SourceConfig, CancellationToken.None)),
    ];

    // A list as the scripts read it.
    private static IEnumerable<string> Listed(FakeHosts hosts, string variable) => hosts.Call.Variables[variable].Split('\n')
        .Select(item => string.Join('\\', item.Split(@"\\").Select(part => part.Replace(@"\n", "\n", StringComparison.Ordinal))));

    private static void Unpasted(FakeHosts hosts, string script)
    {
        hosts.Call.Script.Should().Be(script);
        hosts.Call.Command.Should().NotContain("mark-0af3");
        hosts.Call.Variables.Keys.Should()
            .OnlyContain(name => name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'));
    }
}
