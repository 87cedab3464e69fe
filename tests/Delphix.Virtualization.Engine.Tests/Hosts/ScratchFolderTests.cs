using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>A scratch folder is its environment user's alone.</summary>
public sealed class ScratchFolderTests : IDisposable
{
    private const UnixFileMode ForAll = PrivateFolder.Mode | FileFacts.ForOthers;

    private readonly EngineFolder _folder = new();

    private string Parent => _folder.PathOf("hosts", "environment");

    private string Scratch => Path.Combine(Parent, "scratch");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_that_is_missing_is_made_for_its_user_alone_and_so_are_its_parents()
    {
        await MakeAsync();

        foreach (var folder in (string[])[Scratch, Parent, _folder.PathOf("hosts")])
            File.GetUnixFileMode(folder).Should().Be(PrivateFolder.Mode);
    }

    [Fact]
    public async Task Folder_below_one_with_a_default_acl_is_made_for_its_user_alone_and_so_are_its_parents()
    {
        // Version 2; the owner all, user 1234 all, the group to read and enter, the mask all, others nothing.
        var acl = Convert.FromHexString(
            "02000000" + "01000700FFFFFFFF" + "02000700D2040000" + "04000500FFFFFFFF" + "10000700FFFFFFFF" + "20000000FFFFFFFF");
        ExtendedAttributes.Set(_folder.PathOf(), "system.posix_acl_default", acl);

        await MakeAsync();

        foreach (var folder in (string[])[Scratch, Parent, _folder.PathOf("hosts")])
            File.GetUnixFileMode(folder).Should().Be(PrivateFolder.Mode, "the group's part of the mode is the mask of the ACL");
    }

    [Fact]
    public async Task Folder_that_others_can_enter_is_closed_and_keeps_what_it_holds()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(Path.Combine(Scratch, "kept"), "");
        File.SetUnixFileMode(Scratch, ForAll);

        await MakeAsync();

        File.GetUnixFileMode(Scratch).Should().Be(PrivateFolder.Mode);
        File.Exists(Path.Combine(Scratch, "kept")).Should().BeTrue();
    }

    [Fact]
    public async Task Folder_that_is_a_symlink_is_refused()
    {
        Directory.CreateDirectory(Parent);
        var elsewhere = Directory.CreateDirectory(_folder.PathOf("elsewhere")).FullName;
        File.SetUnixFileMode(elsewhere, ForAll);
        Directory.CreateSymbolicLink(Scratch, elsewhere);

        (await RefusedAsync()).Should().Be($"{Scratch} is a symlink; delete it");
        File.GetUnixFileMode(elsewhere).Should().Be(ForAll);
    }

    [RootFact]
    public async Task Folder_of_another_user_is_refused()
    {
        Directory.CreateDirectory(Scratch);
        OtherUser.Own(Scratch);

        (await RefusedAsync()).Should().Be($"{Scratch} belongs to another user; delete it");
    }

    [Fact]
    public async Task Folder_for_all_users_is_not_taken_from_them()
    {
        Directory.CreateDirectory(Scratch);
        File.SetUnixFileMode(Scratch, ForAll | UnixFileMode.StickyBit);

        (await RefusedAsync()).Should().Be($"{Scratch} is meant for all users; choose another folder");
        File.GetUnixFileMode(Scratch).Should().Be(ForAll | UnixFileMode.StickyBit);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task Folder_whose_parent_others_can_write_is_refused(UnixFileMode added)
    {
        Directory.CreateDirectory(Parent);
        File.SetUnixFileMode(Parent, PrivateFolder.Mode | added);

        (await RefusedAsync()).Should().Be(
            $"Other users can write to {Parent}, or it belongs to one; take that from them: chmod go-w {Parent}");
    }

    [RootFact]
    public async Task Folder_whose_parent_belongs_to_another_user_is_refused()
    {
        await MakeAsync();
        OtherUser.Own(Parent);

        (await RefusedAsync()).Should().StartWith($"Other users can write to {Parent}, or it belongs to one");
    }

    private async Task MakeAsync()
    {
        await using var host = new LocalConnection();
        var environment =
            Samples.Environment() with { Address = EnvironmentObject.LocalAddress, User = Environment.UserName, ScratchPath = Scratch };
        await HostFolders.MakeAsync(host, environment, CancellationToken.None);
    }

    private async Task<string> RefusedAsync() =>
        (await FluentActions.Awaiting(MakeAsync).Should().ThrowAsync<UserException>()).Which.Output;
}
