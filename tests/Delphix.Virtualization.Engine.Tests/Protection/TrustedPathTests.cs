using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Tests.Protection;

/// <summary>Nobody else can put something in the place of what a path leads to.</summary>
public sealed class TrustedPathTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string Above => Directory.CreateDirectory(_folder.PathOf("above")).FullName;

    private string Below => Path.Combine(Above, "below");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)]
    public void Path_below_a_folder_that_others_can_write_is_refused(UnixFileMode added)
    {
        File.SetUnixFileMode(Above, PrivateFolder.Mode | added);

        TrustedPath.FindFault(Below).Should().Be((
            $"other users can write to {Above}, and so put something else in the place of what is in it",
            $"take that from them: chmod go-w {Above}"));
    }

    [RootFact]
    public void Path_below_a_folder_of_another_user_is_refused()
    {
        OtherUser.Own(Above);

        TrustedPath.FindFault(Below)!.Value.Fault.Should().Be(
            $"{Above} belongs to the user with the id {OtherUser.Id}, who can put something else in its place");
    }

    [RootFact]
    public void Path_below_a_sticky_folder_of_root_is_allowed()
    {
        File.SetUnixFileMode(Above, PrivateFolder.Mode | FileFacts.ForOthers | UnixFileMode.StickyBit);

        TrustedPath.FindFault(Below).Should().BeNull();
    }

    [RootFact]
    public void Path_over_a_symlink_of_another_user_is_refused()
    {
        var link = _folder.PathOf("link");
        Directory.CreateSymbolicLink(link, Above);
        OtherUser.Own(link);

        TrustedPath.FindFault(Path.Combine(link, "below"))!.Value.Fault.Should().StartWith(
            $"{link} belongs to the user with the id {OtherUser.Id}");
    }

    [Fact]
    public void Path_over_ones_own_symlinks_is_checked_where_it_leads()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("first"), "./second");
        Directory.CreateSymbolicLink(_folder.PathOf("second"), Above);
        var path = Path.Combine(_folder.PathOf("first"), "below");

        TrustedPath.FindFault(path).Should().BeNull();
        File.SetUnixFileMode(Above, PrivateFolder.Mode | UnixFileMode.OtherWrite);
        TrustedPath.FindFault(path)!.Value.Fault.Should().Contain(Above);
    }

    [Fact]
    public void Path_over_symlinks_in_a_circle_is_refused()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("first"), "second");
        Directory.CreateSymbolicLink(_folder.PathOf("second"), "first");

        TrustedPath.FindFault(_folder.PathOf("first"))!.Value.Fault.Should().Contain("lead in a circle");
    }

    [Fact]
    public void Path_that_is_missing_is_allowed() => TrustedPath.FindFault(Path.Combine(Below, "a", "b")).Should().BeNull();

    [Fact]
    public async Task Engine_whose_parent_others_can_write_is_not_opened()
    {
        File.SetUnixFileMode(_folder.PathOf(), PrivateFolder.Mode | UnixFileMode.OtherWrite);
        var act = async () => await new LocalEngine(_folder.Directory).DisposeAsync();

        var thrown = (await act.Should().ThrowAsync<UserException>()).Which;

        thrown.Message.Should().StartWith(
            $"The engine directory {_folder.Directory.Root} cannot be used: other users can write to {_folder.PathOf()}");
        thrown.Action.Should().Be(
            $"Name another engine directory with --engine-dir, or take that from them: chmod go-w {_folder.PathOf()}");
    }
}
