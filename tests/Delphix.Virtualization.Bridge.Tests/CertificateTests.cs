using Delphix.Virtualization.Bridge.Certificates;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class CertificateTests
{
    private static readonly string[] Names = ["127.0.0.1"];

    [Fact]
    public async Task Plugin_with_a_certificate_of_another_authority_is_refused()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        var other = $"{world.Certificates}-other";
        await CertificateAuthority.WriteCertificatesAsync(other, Names);
        Present(world, other, "client");
        await using var engine = await world.StartEngineAsync();

        var error = await world.FailAsync(engine, "nothing");

        error.Text.Should().Contain("refused the connection");
        error.Action.Should().Contain("Build the plugin again");
        world.Log.Should().Contain(line => line.Contains("The client certificate CN=plugin is refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificate_of_a_plugin_host_is_none_of_a_client()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        Present(world, world.Certificates, "host");
        await using var engine = await world.StartEngineAsync();

        (await world.FailAsync(engine, "nothing")).Text.Should().Contain("refused the connection");
    }

    [Fact]
    public async Task Plugin_host_with_a_certificate_of_another_authority_is_refused()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        var other = $"{world.Certificates}-other";
        await CertificateAuthority.WriteCertificatesAsync(other, Names);
        world.ChangeSettings(settings => settings["authority"] = File.ReadAllText(Path.Combine(other, "authority.crt")));
        await using var engine = await world.StartEngineAsync();

        (await world.FailAsync(engine, "nothing")).Text.Should().StartWith("The certificate of the plugin host").And.Contain("was refused");
    }

    [Fact]
    public async Task Plugin_host_at_an_address_that_its_certificate_lacks_is_refused()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        world.ChangeSettings(settings => settings["host"] = "127.0.0.2");
        await world.Host.DisposeAsync();
        await world.StartHostAsync(options => options with { Listen = new(System.Net.IPAddress.Any, options.Listen.Port) });
        await using var engine = await world.StartEngineAsync();

        (await world.FailAsync(engine, "nothing")).Text.Should().Contain("IP address mismatch");
    }

    [Fact]
    public async Task Expired_certificate_of_a_client_is_refused()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await world.Host.DisposeAsync();
        await MakeYearsAgoAsync(world);
        await world.WriteProjectAsync();
        await CertificateAuthority.WriteCertificatesAsync(world.Certificates, Names);
        await world.StartHostAsync();
        await using var engine = await world.StartEngineAsync();

        (await world.FailAsync(engine, "nothing")).Text.Should().Contain("refused the connection");
    }

    [Fact]
    public async Task Plugin_host_does_not_start_with_an_expired_certificate()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await world.Host.DisposeAsync();
        await MakeYearsAgoAsync(world);

        var start = () => world.StartHostAsync();

        (await start.Should().ThrowAsync<UserException>()).Which.Message.Should().Contain("has expired");
    }

    [Fact]
    public async Task Plugin_host_whose_certificate_has_expired_is_refused_with_what_to_do()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await MakeYearsAgoAsync(world);
        await using var expired = new ExpiredHost(world.Certificates);
        world.ChangeSettings(settings =>
        {
            settings["authority"] = File.ReadAllText(Path.Combine(world.Certificates, "authority.crt"));
            settings["port"] = expired.Port;
        });
        await using var engine = await world.StartEngineAsync();

        var error = await world.FailAsync(engine, "nothing");

        error.Text.Should().Be($"The certificate of the plugin host at 127.0.0.1:{expired.Port} was refused: certificate has expired.");
        error.Action.Should().Contain("If the certificate has expired, make a new one with dvp plugin-host certificates");
    }

    [Fact]
    public async Task New_certificates_of_the_same_authority_need_no_new_plugin()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        await world.CallAsync(engine, "nothing");
        await world.Host.DisposeAsync();
        await CertificateAuthority.WriteCertificatesAsync(world.Certificates, Names);
        await world.StartHostAsync();

        await world.CallAsync(engine, "nothing");
    }

    private static async Task MakeYearsAgoAsync(BridgeWorld world)
    {
        foreach (var file in Directory.EnumerateFiles(world.Certificates))
            File.Delete(file);
        await CertificateAuthority.WriteCertificatesAsync(world.Certificates, Names, new YearsAgo());
    }

    private static void Present(BridgeWorld world, string folder, string name) => world.ChangeSettings(settings =>
    {
        settings["certificate"] = File.ReadAllText(Path.Combine(folder, $"{name}.crt"));
        settings["key"] = File.ReadAllText(Path.Combine(folder, $"{name}.key"));
    });

    private sealed class YearsAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - 2 * CertificateAuthority.Lifetime;
    }
}
