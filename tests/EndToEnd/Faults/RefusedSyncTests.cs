using System.Net;
using System.Net.Sockets;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What keeps a sync from copying anything at all.</summary>
public sealed class RefusedSyncTests(FaultyWorld world) : IClassFixture<FaultyWorld>
{
    private static readonly IReadOnlyList<Fault> Table =
    [
        new("The source is gone", AwayAsync)
        {
            Report = world => ($"{world.Source} does not exist on 127.0.0.1.", "Check the path of the source config."),
        },
        new("The storage was unmounted", UnmountAsync),
        new("The storage was unmounted, and somebody writes at the mount location", UnmountAndWriteAsync)
        {
            Report = world => (
                $"Cannot mount at {world.Staging}: the directory is not empty, and mounting would hide what it holds.",
                "Choose a directory that is empty, or one that does not exist yet, for the mount location."),
        },
        new("The host name is not known", world => Causes.ChangeAsync(world, "sourceAddress", "no-such-host.invalid"))
        {
            Report = _ => (
                "The host name no-such-host.invalid is not known on the staging host.",
                "Check the source address, and the staging host's name service."),
        },
        new("sshd is stopped", StopServerAsync)
        {
            Report = world => (
                $"127.0.0.1 does not accept connections on port {world.Ssh.Port}.",
                "Check that an SSH server listens there, the port, and firewalls between the hosts."),
        },
        new("The source host drops what it is sent", DropAsync)
        {
            Report = _ => (
                "127.0.0.1 does not answer on port *.", "Check that the host is up, the source address, and firewalls between the hosts."),
        },
        new("The key is another one", AnotherKeyAsync)
        {
            Report = world => (
                $"127.0.0.1 does not let {world.Ssh.UserName} in.",
                $"Put the staging user's public key into the authorized_keys of {world.Ssh.UserName} on 127.0.0.1, or name another key "
                    + $"with identityFile."),
        },
        new("The key has a passphrase", world => SpoilKeyAsync(world, "ssh-keygen -q -p -P '' -N secret -f \"$1\""))
        {
            Report = world => (
                $"127.0.0.1 does not let {world.Ssh.UserName} in: the private key has a passphrase, and nobody is there to type it.",
                "Name a key without a passphrase with identityFile, or take it away with 'ssh-keygen -p'."),
        },
        new("Everybody may read the key", world => SpoilKeyAsync(world, "chmod 644 \"$1\""))
        {
            Report = world => (
                $"127.0.0.1 does not let {world.Ssh.UserName} in: ssh ignores the private key, as other users of the staging host may "
                    + $"read it.",
                "The output names the file: take the rights of others away from it, for example with 'chmod 600'."),
        },
        new("The key is not there", world => SpoilKeyAsync(world, "rm \"$1\""))
        {
            Report = world => (
                $"127.0.0.1 does not let {world.Ssh.UserName} in: the private key is not there on the staging host.",
                "The output names the file: check identityFile, or the IdentityFile in the staging user's ssh_config."),
        },
        new("The account has no shell", world => Causes.LoginAsync(world, "echo 'This account is currently not available.'; exit 1"))
        {
            Report = world => (
                $"The account {world.Ssh.UserName} on 127.0.0.1 has no shell, so that no program can be run in it.",
                "Give it a shell, for example with 'chsh -s /bin/sh', or link with another user."),
        },
        new("The host key has changed", ChangeHostKeyAsync)
        {
            Report = _ => (
                "The host key of 127.0.0.1 has changed since the last contact.",
                "Find out why. If the host was installed anew, remove the old key: the output names the file."),
        },
        new("The host key is not known", ForgetHostKeyAsync)
        {
            Report = _ => (
                "The host key of 127.0.0.1 is not known on the staging host.",
                "Add it to the staging user's known_hosts, or set acceptNewHostKey to accept the key at the first contact."),
        },
        new("Login files talk", world => Causes.LoginAsync(world, "echo Welcome; printf 'no line end'")),
        new("The source host has no rsync", HideRsyncAsync)
        {
            Report = _ => ("rsync is not installed on 127.0.0.1.", "Install rsync 3.1 or newer there."),
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(fault => fault.Name)];

    [EngineTheory]
    [MemberData(nameof(Names))]
    public Task Fault_before_the_copy_is_reported_takes_no_snapshot_and_once_it_is_fixed_a_sync_succeeds(string fault) =>
        world.SufferAsync(Table.Single(row => row.Name == fault));

    // Another process, as the programs of the staging host are those of the engine's.
    [EngineFact]
    public async Task StagingHost_without_rsync_is_reported_and_nothing_changes()
    {
        await using var world = await World.WithDatasetAsync();
        var inventory = await world.InventoryAsync();
        using var dvp = new DvpProgram();

        var (exitCode, output) = await dvp.RunAsync($"""
            mkdir "$TMPDIR/programs"
            for folder in ${"{PATH//:/ }"}; do ln -s -t "$TMPDIR/programs" -- "$folder"/* 2>/dev/null; done
            rm "$TMPDIR/programs/rsync"
            PATH=$TMPDIR/programs dvp --engine-dir '{world.Engine.Directory.Root}' dsource sync files
            """);

        exitCode.Should().NotBe(0);
        output.Should().Contain("rsync is not installed on the staging host.").And.Contain("Install rsync 3.1 or newer there.");
        (await world.InventoryAsync()).Should().Be(inventory);
    }

    private static Task<Func<Task>> AwayAsync(World world)
    {
        Directory.Move(world.Source, world.Source + "-away");
        return Causes.Undo(() => Directory.Move(world.Source + "-away", world.Source));
    }

    private static async Task<Func<Task>> UnmountAsync(World world)
    {
        await Tool.RunAsync("umount", ["--", world.Staging], CancellationToken.None);
        return await Causes.Undo(() => { });
    }

    private static async Task<Func<Task>> UnmountAndWriteAsync(World world)
    {
        await UnmountAsync(world);
        World.Write(Path.Combine(world.Staging, "mine"), "of the host");
        return await Causes.Undo(() => File.Delete(Path.Combine(world.Staging, "mine")));
    }

    private static async Task<Func<Task>> StopServerAsync(World world)
    {
        await world.Ssh.StopAsync();
        return () => world.Ssh.StartAgainAsync();
    }

    // Nobody accepts connections at the port. Once the queue is full, the kernel drops further ones without an answer.
    private static async Task<Func<Task>> DropAsync(World world)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var place = (IPEndPoint)listener.LocalEndPoint!;
        var waiting = new TcpClient();
        await waiting.ConnectAsync(place);
        var undo = await Causes.ChangeAsync(world, "sshPort", place.Port);
        return async () =>
        {
            waiting.Dispose();
            listener.Dispose();
            await undo();
        };
    }

    private static async Task<Func<Task>> AnotherKeyAsync(World world)
    {
        var key = world.PathOf("another-key");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], CancellationToken.None);
        return await Causes.ChangeAsync(world, "identityFile", key);
    }

    // A copy of the right key.
    private static async Task<Func<Task>> SpoilKeyAsync(World world, string command)
    {
        var key = world.PathOf("spoiled-key");
        await Tool.RunAsync(
            "bash", ["-c", "install -m 600 -- \"$2\" \"$1\" && " + command, "bash", key, world.Ssh.IdentityFile], CancellationToken.None);
        return await Causes.ChangeAsync(world, "identityFile", key);
    }

    private static async Task<Func<Task>> ChangeHostKeyAsync(World world)
    {
        var key = world.PathOf("sshd", "host_key");
        File.Move(key, key + ".old");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], CancellationToken.None);
        await world.Ssh.StopAsync();
        await world.Ssh.StartAgainAsync();
        return async () =>
        {
            File.Move(key + ".old", key, overwrite: true);
            await world.Ssh.StopAsync();
            await world.Ssh.StartAgainAsync();
        };
    }

    private static async Task<Func<Task>> ForgetHostKeyAsync(World world)
    {
        foreach (var known in Directory.EnumerateFiles(world.PathOf("engine", "hosts"), "known_hosts", SearchOption.AllDirectories))
            File.Delete(known);
        return await Causes.ChangeAsync(world, "acceptNewHostKey", false);
    }

    private static async Task<Func<Task>> HideRsyncAsync(World world)
    {
        var programs = Directory.CreateDirectory(world.PathOf("other-programs")).FullName;
        await Tool.RunAsync(
            "bash",
            [
                "-c", "for name in bash sh cat cut date df find id ls sed stat tr; do ln -s -- \"$(type -P \"$name\")\" \"$1\"; done",
                "bash", programs
            ],
            CancellationToken.None);
        return await Causes.LoginAsync(world, $"PATH={programs}");
    }
}
