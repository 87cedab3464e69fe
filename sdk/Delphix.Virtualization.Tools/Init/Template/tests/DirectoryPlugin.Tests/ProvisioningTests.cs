using Delphix.Virtualization;
using Microsoft.Extensions.Logging.Abstractions;

namespace DirectoryPlugin.Tests;

public sealed class ProvisioningTests
{
    [Fact]
    public void Storage_is_mounted_where_the_user_said() =>
        Provisioning.MountTree(Samples.VirtualSource, Samples.Repository).Should().BeEquivalentTo(new MountSpecification(new Mount(Samples.Host.Environment, "/mnt/copy")));

    [Fact]
    public async Task Configure_describes_the_copy_as_a_source_config()
    {
        var config = await Operations(new FakeHost("files=7\n")).Configure(
            Samples.VirtualSource, new SnapshotDefinition { SourcePath = "/srv/orders" }, Samples.Repository, CancellationToken.None);

        config.Should().Be(new SourceConfigDefinition { Name = "/mnt/copy", Path = "/mnt/copy" });
    }

    [Fact]
    public async Task Configure_without_storage_says_what_to_do()
    {
        var act = () => Operations(new FakeHost(exitCode: 64)).Configure(
            Samples.VirtualSource, new SnapshotDefinition { SourcePath = "/srv/orders" }, Samples.Repository, CancellationToken.None);

        (await act.Should().ThrowAsync<UserException>()).Which.Action.Should().StartWith("Enable the dataset again");
    }

    [Fact]
    public async Task Unconfigure_removes_the_folder_of_this_dataset()
    {
        var host = new FakeHost();

        await Operations(host).Unconfigure(Samples.VirtualSource, Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        host.Variables.Should().Contain("DLPX_SCRATCH_PATH", "/scratch").And.Contain("DLPX_GUID", "guid");
    }

    private static Provisioning Operations(FakeHost host) => new(host.Libs, NullLogger<Provisioning>.Instance);
}
