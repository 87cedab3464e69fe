using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>A source that is on the staging host is copied without SSH, when it is so beyond doubt.</summary>
public sealed class SyncSameMachineTests : IDisposable
{
    private const string Notice = "The source directory is on the staging host: it is copied without SSH.";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact("rsync")]
    public async Task Source_on_the_staging_host_is_copied_without_ssh_and_with_the_same_result()
    {
        await _dataset.BashAsync("cd source; mkdir d; printf 1 > d/a; ln d/a b; ln -s b 'l:x'; truncate -s 1M sparse; touch tmp");
        AddSsh("127.0.0.1", "");

        var result = await _dataset.TrySyncAsync(Dataset.Excluding("tmp"));
        await _dataset.BashAsync("cd source; rm tmp b; printf 2 > d/a; printf 1 > b");
        await _dataset.SyncAsync();

        result.ShouldSucceed();
        result.Log.Should().Equal(Notice);
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
        File.Exists(_dataset.Combine("copied-over-ssh")).Should().BeFalse();
    }

    [RootFact]
    public async Task Copy_on_one_machine_writes_only_what_changed_too()
    {
        await _dataset.BashAsync("head -c 1M /dev/urandom > source/big");
        AddSsh("127.0.0.1", "");
        await _dataset.SyncAsync();
        var inode = await _dataset.BashAsync("stat -c %i mount/big");
        await _dataset.BashAsync("printf x >> source/big");

        await _dataset.SyncAsync();

        (await _dataset.BashAsync("stat -c %i mount/big")).Should().Be(inode);
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [RootFact]
    public Task Other_address_is_copied_over_ssh() => IsCopiedOverSshAsync("192.0.2.1", "");

    [RootFact]
    public Task Connection_that_does_not_say_where_it_ended_is_copied_over_ssh() => IsCopiedOverSshAsync("", "");

    [RootFact]
    public Task Other_user_is_copied_over_ssh() =>
        IsCopiedOverSshAsync("127.0.0.1", $"setpriv --reuid={TestMachine.Nobody} --clear-groups");

    [RootFact]
    public Task Container_with_a_view_of_its_own_is_copied_over_ssh() => IsCopiedOverSshAsync("127.0.0.1", "unshare --mount");

    [RootFact]
    public Task Container_with_a_name_of_its_own_is_copied_over_ssh() => IsCopiedOverSshAsync("127.0.0.1", "unshare --uts");

    [RootFact]
    public async Task Host_that_only_says_that_it_is_the_staging_host_is_copied_over_ssh()
    {
        // Another machine, or a container, that knows all that the staging host says of itself.
        await _dataset.BashAsync("echo x > source/file; chmod 777 .");
        AddSsh("127.0.0.1", $"setpriv --reuid={TestMachine.Nobody} --clear-groups");
        _dataset.AddProgram("remote/id", "#!/usr/bin/env bash\necho 0\n");

        var result = await _dataset.TrySyncAsync();

        result.ShouldSucceed();
        result.Log.Should().NotContain(Notice);
        File.Exists(_dataset.Combine("copied-over-ssh")).Should().BeTrue();
    }

    private async Task IsCopiedOverSshAsync(string address, string wrapper)
    {
        await _dataset.BashAsync("echo x > source/file; chmod 777 .");
        AddSsh(address, wrapper);

        var result = await _dataset.TrySyncAsync();

        result.ShouldSucceed();
        result.Log.Should().NotContain(Notice);
        File.Exists(_dataset.Combine("copied-over-ssh")).Should().BeTrue();
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    // Says to which address the connection is, and notes that rsync came over it.
    private void AddSsh(string address, string wrapper) => _dataset.AddProgram("ssh", $$"""
        #!/usr/bin/env bash
        until [[ $1 == -- ]]; do shift; done
        shift 2
        [[ $1 != rsync ]] || : >'{{_dataset.Combine("copied-over-ssh")}}'
        SSH_CONNECTION='{{(address.Length == 0 ? "" : $"192.0.2.7 4711 {address} 22")}}' PATH=${BASH_SOURCE[0]%/*}/remote:$PATH exec {{wrapper}} bash -c "$*"
        """);
}
