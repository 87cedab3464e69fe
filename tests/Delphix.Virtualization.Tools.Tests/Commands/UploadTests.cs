using System.Text;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Tests.Remote;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public sealed class UploadTests : IDisposable
{
    private const string Config = """
        id: 7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61
        name: ../Trees
        buildNumber: 1.0.0
        language: DOTNET10
        hostTypes: [UNIX]
        pluginType: STAGED
        entryPoint: A.B:C
        srcDir: plugin
        schemaFile: schema.json
        """;

    private readonly Dvp _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Fact]
    public async Task Artifact_that_is_none_is_refused_before_anything_is_asked()
    {
        await File.WriteAllTextAsync(_dvp.Combine("artifact.json"), "{}");

        var result = await _dvp.RunAsync("upload", "-e", "127.0.0.1:1", "-u", "admin", "-a", _dvp.Combine("artifact.json"));

        result.ExitCode.Should().Be(ExitCode.Failed);
        result.Error.Should().StartWith($"Error: {_dvp.Combine("artifact.json")} is not a valid plugin artifact: ")
            .And.Contain("Action: Build it again");
    }

    [Fact]
    public async Task Logs_are_written_and_the_password_from_standard_input_is_not_shown()
    {
        await using var engine = await FakeEngine.StartAsync();
        await File.WriteAllTextAsync(_dvp.Combine("plugin_config.yml"), Config);

        var (exitCode, output) = await RunAsync(
            "hunter2\n", "download-logs", "-e", engine.Address.ToString(), "-u", "admin", "-c", _dvp.Combine("plugin_config.yml"), "-d",
            _dvp.Combine("."), "--password");

        exitCode.Should().Be(ExitCode.Done, output);
        output.Should().Contain("The logs of '../Trees' are in ").And.NotContain("hunter2");
        (await File.ReadAllTextAsync(_dvp.Combine("dlpx-plugin-logs-.._Trees-.._5d6d5bb8.tar.gz"))).Should().Be("the logs");
        engine.Requests.Should().Contain(request => request.Contains("\"username\":\"admin\",\"password\":\"hunter2\""));
    }

    // As a program of its own: it learns what to trust when it starts.
    [Theory]
    [InlineData(null, "The logs of '../Trees' are in ")]
    [InlineData("engine.example.com", "Error: No secure connection to the engine at https://127.0.0.1:")]
    public async Task Certificate_is_taken_where_it_is_trusted_and_names_the_engine(string? name, string said)
    {
        using var certificate = FakeEngine.CreateCertificate(name);
        await using var engine = await FakeEngine.StartAsync(certificate: certificate);
        await File.WriteAllTextAsync(_dvp.Combine("engine.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_dvp.Combine("plugin_config.yml"), Config);

        var output = await RunProgramAsync(
            "download-logs -e $ENGINE -d .", ("ENGINE", engine.Address.ToString()), ("SSL_CERT_FILE", "engine.pem"), ("DVP_USER", "admin"),
            ("DVP_PASSWORD", "hunter2"));

        output.Should().Contain(said).And.NotContain("hunter2");
        engine.Requests.IsEmpty.Should().Be(name is not null);
    }

    [Fact]
    public async Task Options_win_over_variables_and_those_over_the_config()
    {
        await using var engine = await FakeEngine.StartAsync();
        await File.WriteAllTextAsync(_dvp.Combine("plugin_config.yml"), Config);
        Directory.CreateDirectory(_dvp.Combine(".dvp"));
        await File.WriteAllTextAsync(
            _dvp.Combine(".dvp/config"), "[default]\nengine = 127.0.0.1:1\nuser = of the config\npassword = hunter2 of the config\n");

        var output = await RunProgramAsync(
            "download-logs --engine $ENGINE -d .", ("ENGINE", engine.Address.ToString()), ("DVP_ENGINE", "127.0.0.1:2"),
            ("DVP_USER", "of the variable"), ("DVP_PASSWORD", ""));

        output.Should().Contain("The logs of '../Trees' are in ").And.Contain("Other users of this machine can read the password in ")
            .And.NotContain("hunter2");
        engine.Requests.Should().Contain(
            request => request.Contains("\"username\":\"of the variable\",\"password\":\"hunter2 of the config\""));
    }

    [Fact]
    public async Task Directory_that_is_missing_is_an_error_with_an_action()
    {
        await File.WriteAllTextAsync(_dvp.Combine("plugin_config.yml"), Config);

        var result = await _dvp.RunAsync(
            "download-logs", "-c", _dvp.Combine("plugin_config.yml"), "-d", _dvp.Combine("none"), "-e", "127.0.0.1:1", "-u", "admin");

        result.Error.Should().Be(
            $"Error: There is no directory {_dvp.Combine("none")}.\nAction: Make it, or name another with --directory.\n");
    }

    [Fact]
    public async Task Server_that_cannot_listen_makes_up_no_password()
    {
        await using var engine = await FakeEngine.StartAsync();

        var result = await _dvp.RunAsync("engine", "serve", "--urls", engine.Address.ToString());

        (result.ExitCode, result.Output).Should().Be((ExitCode.Failed, ""));
        result.Error.Should().StartWith("Error: The engine cannot listen: ").And.Contain(
            "Action: End what listens there, or name another address with --urls.");
        File.Exists(_dvp.Engine.AdminPassword).Should().BeFalse();
    }

    private async Task<string> RunProgramAsync(string arguments, params (string Name, string Value)[] environment)
    {
        var tool = new Tool
        {
            Program = "bash",
            Arguments = ["-c", $"exec dotnet exec \"$DVP\" {arguments} 2>&1"],
            WorkingDirectory = _dvp.Combine("."),
            Environment = environment.Append(("DVP", typeof(DvpCommandLine).Assembly.Location)).Append(("HOME", _dvp.Combine(".")))
                .ToDictionary(pair => pair.Item1, string? (pair) => pair.Item2),
            MayFail = true,
        };
        return Encoding.UTF8.GetString((await tool.RunAsync(CancellationToken.None)).Output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string input, params string[] args)
    {
        using var output = new StringWriter();
        var terminal = new Terminal { Output = output, Error = output, Input = () => new StringReader(input) };
        return (await DvpCommandLine.RunAsync(args, terminal, CancellationToken.None), output.ToString());
    }
}
