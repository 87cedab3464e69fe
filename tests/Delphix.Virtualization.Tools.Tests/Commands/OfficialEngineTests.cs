namespace Delphix.Virtualization.Tools.Tests.Commands;

/// <summary>The options of <c>dvp build --official</c> and <c>dvp plugin-host</c>. Tests of the bridge run what they make.</summary>
public sealed class OfficialEngineTests : IDisposable
{
    private readonly Dvp _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Theory]
    [InlineData("--plugin-host h:1", "--plugin-host goes with --official.")]
    [InlineData("--certificates c", "--certificates goes with --official.")]
    [InlineData("--official-packages p", "--official-packages goes with --official.")]
    [InlineData("--official o", "--official needs --plugin-host ADDRESS:PORT and --certificates FOLDER.")]
    [InlineData("--official o --plugin-host h:1", "--official needs --plugin-host ADDRESS:PORT and --certificates FOLDER.")]
    [InlineData("--official o --certificates c --plugin-host host", "--plugin-host: 'host' is no address with a port.")]
    [InlineData("--official o --certificates c --plugin-host :8400", "--plugin-host: ':8400' is no address with a port.")]
    [InlineData("--official o --certificates c --plugin-host host:0", "--plugin-host: 'host:0' is no address with a port.")]
    [InlineData("--official o --certificates c --plugin-host host:65536", "--plugin-host: 'host:65536' is no address with a port.")]
    public async Task Build_for_official_engines_says_which_option_is_wrong(string options, string message)
    {
        var result = await _dvp.RunAsync(["build", .. options.Split(' ')]);

        (result.ExitCode, result.Error.Split('\n')[0]).Should().Be((ExitCode.Failed, $"Error: {message}"));
    }

    [Fact]
    public async Task Build_for_an_address_that_the_certificate_lacks_fails_before_the_build()
    {
        var folder = await MakeCertificatesAsync("plugins.example.com");

        var result = await _dvp.RunAsync(
            "build", "-c", "missing.yml", "--official", "o", "--plugin-host", "other.example.com:1", "--certificates", folder);

        result.Error.Should().StartWith($"Error: The plugin host's certificate {folder}/host.crt is not for the address other.example.com.")
            .And.Contain($"dvp plugin-host certificates {folder} --name other.example.com");
    }

    [Fact]
    public async Task Build_for_official_engines_writes_into_no_folder_with_files_of_the_author()
    {
        var certificates = await MakeCertificatesAsync("h");
        Directory.CreateDirectory(_dvp.Combine("plugin"));
        File.WriteAllText(_dvp.Combine("plugin/plugin_config.yml"), "mine");

        var result = await _dvp.RunAsync(
            "build", "-c", "missing.yml", "--official", _dvp.Combine("plugin"), "--plugin-host", "h:1", "--certificates", certificates);

        result.Error.Should()
            .StartWith($"Error: The folder '{_dvp.Combine("plugin")}' has files in it, and is no project for official engines.");
        File.ReadAllText(_dvp.Combine("plugin/plugin_config.yml")).Should().Be("mine");
    }

    [Fact]
    public async Task Build_for_official_engines_does_not_write_one_artifact_over_the_other()
    {
        var certificates = await MakeCertificatesAsync("h");

        var result = await _dvp.RunAsync(
            "build", "-c", "missing.yml", "-a", _dvp.Combine("o/artifact.json"), "--official", _dvp.Combine("o"), "--plugin-host", "h:1",
            "--certificates", certificates);

        result.Error.Should().Contain("would lie in the folder of the project").And.Contain("--upload-artifact");
    }

    [Fact]
    public async Task Build_of_an_artifact_for_official_engines_takes_no_keys_for_packages()
    {
        var certificates = await MakeCertificatesAsync("h");

        var result = await _dvp.RunAsync(
            "build", "-c", "missing.yml", "--official", _dvp.Combine("o"), "--plugin-host", "h:1", "--certificates", certificates,
            "--official-packages", _dvp.Combine("."));

        result.Error.Should().Contain("holds other files of this build");
    }

    [Fact]
    public async Task Build_of_an_artifact_for_official_engines_says_which_package_is_missing()
    {
        var certificates = await MakeCertificatesAsync("h");
        Directory.CreateDirectory(_dvp.Combine("packages/dlpx/virtualization/api"));

        var result = await _dvp.RunAsync(
            "build", "-c", "missing.yml", "--official", "o", "--plugin-host", "h:1", "--certificates", certificates,
            "--official-packages", _dvp.Combine("packages"));

        result.Error.Should()
            .StartWith(
                $"Error: The folder of the platform's Python packages, '{_dvp.Combine("packages")}', lacks dlpx/virtualization/common.")
            .And.Contain("pip install -t FOLDER dvp-common dvp-libs dvp-platform");
    }

    [Fact]
    public async Task Build_without_certificates_says_how_they_are_made()
    {
        var result = await _dvp.RunAsync(
            "build", "-c", "missing.yml", "--official", "o", "--plugin-host", "h:1", "--certificates", _dvp.Combine("none"));

        result.Error.Should().Contain("host.crt cannot be read").And.Contain("dvp plugin-host certificates FOLDER --name ADDRESS");
    }

    [Fact]
    public async Task Certificates_are_made_for_all_names_and_for_nobody_else_to_read()
    {
        var folder = await MakeCertificatesAsync("plugins.example.com", "192.0.2.1", "2001:db8::1");

        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Should().BeEquivalentTo(
            "authority.crt", "authority.key", "host.crt", "host.key", "client.crt", "client.key");
        Directory.EnumerateFiles(folder).Select(File.GetUnixFileMode)
            .Should().AllBeEquivalentTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Certificates_can_be_made_again_with_json_for_scripts()
    {
        var folder = await MakeCertificatesAsync("a.example.com");
        var (authority, host) = (File.ReadAllText($"{folder}/authority.crt"), File.ReadAllText($"{folder}/host.crt"));

        var made = await _dvp.JsonAsync("plugin-host", "certificates", folder, "--name", "b.example.com");

        File.ReadAllText($"{folder}/authority.crt").Should().Be(authority);
        File.ReadAllText($"{folder}/host.crt").Should().NotBe(host);
        ($"{made["folder"]}", DateTime.Parse($"{made["validUntil"]}") > DateTime.UtcNow.AddDays(800)).Should().Be((folder, true));
    }

    [Theory]
    [InlineData("--listen plugins.example.com:8400", "--listen: 'plugins.example.com:8400' is no IP address with a port.")]
    [InlineData("--listen 127.0.0.1", "--listen: '127.0.0.1' is no IP address with a port.")]
    [InlineData("--listen 127.0.0.1:0 --health 8401", "--health: '8401' is no IP address with a port.")]
    [InlineData("--listen 127.0.0.1:0 --max-calls 0", "--max-calls must be 1 or more.")]
    public async Task Plugin_host_says_which_option_is_wrong(string options, string message)
    {
        foreach (var command in (string[][])[["serve"], ["publish", _dvp.Combine("folder")]])
        {
            var result = await _dvp.RunAsync(
                ["plugin-host", .. command, "--artifact", "a", "--certificates", "c", .. options.Split(' ')]);

            (result.ExitCode, result.Error.Split('\n')[0]).Should().Be((ExitCode.Failed, $"Error: {message}"));
        }
    }

    [Fact]
    public async Task Plugin_host_needs_certificates_and_a_plugin()
    {
        var certificates = await MakeCertificatesAsync("127.0.0.1");
        string[] serve = ["plugin-host", "serve", "--listen", "127.0.0.1:0", "--artifact", _dvp.Combine("none.json")];

        var without = await _dvp.RunAsync([.. serve, "--certificates", _dvp.Combine("none")]);
        var with = await _dvp.RunAsync([.. serve, "--certificates", certificates]);

        without.Error.Should().Contain("authority.crt cannot be read").And.Contain("dvp plugin-host certificates");
        with.Error.Should().Contain("none.json");
        (without.ExitCode, with.ExitCode).Should().Be((ExitCode.Failed, ExitCode.Failed));
    }

    [Fact]
    public async Task Publishing_into_a_folder_with_files_changes_nothing()
    {
        var folder = await MakeCertificatesAsync("127.0.0.1");

        var result = await _dvp.RunAsync(
            "plugin-host", "publish", folder, "--artifact", "a", "--listen", "127.0.0.1:1", "--certificates", folder);

        result.Error.Should().Be($"Error: The folder {folder} is not empty.\nAction: Name a new folder.\n");
        Directory.EnumerateFileSystemEntries(folder).Should().HaveCount(6);
    }

    [Theory]
    [InlineData("opt/host")]
    [InlineData("/opt/../host")]
    [InlineData("/opt/a host")]
    [InlineData("/opt/host/")]
    public async Task Publishing_for_a_path_that_no_service_can_have_is_refused(string path)
    {
        var result = await _dvp.RunAsync(
            "plugin-host", "publish", _dvp.Combine("f"), "--artifact", "a", "--listen", "127.0.0.1:1", "--certificates", "c", "--at", path);

        result.Error.Should().StartWith($"Error: '{path}' is no path for a service");
    }

    private async Task<string> MakeCertificatesAsync(params string[] names)
    {
        var folder = _dvp.Combine("certificates");
        var result = await _dvp.RunAsync(["plugin-host", "certificates", folder, .. names.SelectMany(name => (string[])["--name", name])]);
        result.Output.Should().StartWith($"The certificates are in {folder}, valid until ")
            .And.EndWith("needed only to make more of them.\n");
        return folder;
    }
}
