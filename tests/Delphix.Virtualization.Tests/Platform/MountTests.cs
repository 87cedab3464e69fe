namespace Delphix.Virtualization.Tests.Platform;

public sealed class MountTests
{
    private static readonly RemoteEnvironment Staging = new(
        "Staging", "UNIX_HOST_ENVIRONMENT-3", new RemoteHost("10.0.0.3", "UNIX_HOST-3", "/opt", "/var"));

    [Fact]
    public void Mount_in_an_environment_has_what_it_was_given()
    {
        var mount = new Mount(Staging, "/mnt/a", "part");

        mount.RemoteEnvironment.Should().BeSameAs(Staging);
        mount.MountPath.Should().Be("/mnt/a");
        mount.SharedPath.Should().Be("part");
        new Mount(Staging, "/mnt/a").SharedPath.Should().BeNull();
    }

    [Theory]
    [InlineData("UNIX_HOST_ENVIRONMENT-1")]
    [InlineData("WINDOWS_HOST_ENVIRONMENT-42")]
    public void Mount_by_reference_has_an_environment_of_that_reference(string reference) =>
        new Mount(reference, "/mnt/a").RemoteEnvironment.Reference.Should().Be(reference);

    [Theory]
    [InlineData("")]
    [InlineData("UNIX_HOST_ENVIRONMENT-")]
    [InlineData("UNIX_HOST_ENVIRONMENT-1\n")]
    [InlineData("UNIX_HOST_ENVIRONMENT-١")]
    [InlineData("unix_host_environment-1")]
    [InlineData("UNIX_HOST-1")]
    [InlineData("xUNIX_HOST_ENVIRONMENT-1")]
    public void Mount_by_what_is_no_reference_is_refused(string reference)
    {
        var act = () => new Mount(reference, "/mnt/a");

        act.Should().ThrowExactly<ArgumentException>().Which.Message
            .Should().Be($"'{reference}' is not an environment reference, such as UNIX_HOST_ENVIRONMENT-1. (Parameter 'reference')");
    }

    [Fact]
    public void Mount_of_null_is_refused()
    {
        Action[] acts =
        [
            () => _ = new Mount((RemoteEnvironment)null!, "/mnt/a"),
            () => _ = new Mount((string)null!, "/mnt/a"),
            () => _ = new Mount(Staging, null!),
        ];

        acts.Should().AllSatisfy(act => act.Should().ThrowExactly<ArgumentNullException>());
    }

    [Fact]
    public void Mounts_of_equal_parts_are_equal()
    {
        new Mount(Staging, "/mnt/a", "b").Should().Be(new Mount(Staging with { }, "/mnt/a", "b"));
        new Mount(Staging, "/mnt/a", "b").Should().NotBe(new Mount(Staging, "/mnt/a"));
    }

    [Fact]
    public void Mount_specification_of_one_mount_lists_it()
    {
        var mount = new Mount(Staging, "/mnt/a");

        var specification = new MountSpecification(mount, new OwnershipSpecification(1, 2));

        specification.Mounts.Should().Equal(mount);
        specification.OwnershipSpecification.Should().Be(new OwnershipSpecification(1, 2));
    }

    [Fact]
    public void Mount_specification_of_several_mounts_keeps_their_order()
    {
        var specification = new MountSpecification([new Mount(Staging, "/b"), new Mount(Staging, "/a")]);

        specification.Mounts.Select(mount => mount.MountPath).Should().Equal("/b", "/a");
        specification.OwnershipSpecification.Should().BeNull();
    }
}
