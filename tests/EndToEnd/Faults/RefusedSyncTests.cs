using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What keeps a sync from copying anything at all.</summary>
public sealed class RefusedSyncTests(FaultyWorld world) : IClassFixture<FaultyWorld>
{
    private const string CheckPath = "Check the path of the source config.";

    private static readonly IReadOnlyList<Fault> Table =
    [
        new("The source is gone", AwayAsync)
        {
            Told = world => ($"{world.Source} does not exist on 127.0.0.1.", CheckPath),
        },
        new("The source is a file", world => InsteadAsync(world, () => File.WriteAllText(world.Source, "")))
        {
            Told = world => ($"{world.Source} on 127.0.0.1 is not a directory.", CheckPath),
        },
        new("The source is suddenly empty", world => InsteadAsync(world, () => Directory.CreateDirectory(world.Source)))
        {
            Told = world => ($"{world.Source} on 127.0.0.1 is empty, and the sync would empty the dataset.", "Check whether a disk of the source host is not mounted. If the directory is meant to be empty, set allowEmptySource."),
        },
        new("The source is a symlink to where the dataset lies", world => InsteadAsync(world, () => Directory.CreateSymbolicLink(world.Source, world.PathOf("mnt"))))
        {
            Told = world => ($"The source {world.Source} and the mount location {world.Staging} lie one in the other: the dataset would be copied into itself.", "Choose a mount location outside of the source path."),
        },
        new("Somebody syncs by hand", SyncByHandAsync)
        {
            Told = _ => ("Another sync of this dataset is running.", "Wait until it has ended."),
        },
        new("The storage was unmounted", UnmountAsync),
        new("The storage was unmounted, and somebody writes at the mount location", UnmountAndWriteAsync)
        {
            Told = world => ($"Cannot mount at {world.Staging}: the directory is not empty, and mounting would hide what it holds.", "Choose a directory that is empty, or one that does not exist yet, for the mount location."),
        },
        new("The host name is not known", world => Causes.ChangeAsync(world, "sourceAddress", "no-such-host.invalid"))
        {
            Told = _ => ("The host name no-such-host.invalid is not known on the staging host.", "Check the source address, and the staging host's name service."),
        },
        new("The source address looks like an option", world => Causes.ChangeAsync(world, "sourceAddress", $"-oProxyCommand=touch {world.PathOf("mnt", "pwned")}"))
        {
            Told = _ => ("The host name -oProxyCommand=touch * is not known on the staging host.", "Check the source address, and the staging host's name service."),
        },
        new("sshd is stopped", StopServerAsync)
        {
            Told = world => ($"127.0.0.1 does not accept connections on port {world.Ssh.Port}.", "Check that an SSH server listens there, the port, and firewalls between the hosts."),
        },
        new("The key is another one", AnotherKeyAsync)
        {
            Told = world => ($"127.0.0.1 does not let {world.Ssh.UserName} in.", $"Put the staging user's public key into the authorized_keys of {world.Ssh.UserName} on 127.0.0.1, or name another key with identityFile."),
        },
        new("The host key has changed", ChangeHostKeyAsync)
        {
            Told = _ => ("The host key of 127.0.0.1 has changed since the last contact.", "Find out why. If the host was installed anew, remove the old key: the output names the file."),
        },
        new("The host key is not known", ForgetHostKeyAsync)
        {
            Told = _ => ("The host key of 127.0.0.1 is not known on the staging host.", "Add it to the staging user's known_hosts, or set acceptNewHostKey to accept the key at the first contact."),
        },
        new("Login files talk", world => Causes.LoginAsync(world, "echo Welcome; printf 'no line end'")),
        new("The source host has no rsync", HideRsyncAsync)
        {
            Told = _ => ("rsync is not installed on 127.0.0.1.", "Install rsync 3.1 or newer there."),
        },
        new("The source host's rsync is too old", OldRsyncAsync)
        {
            Told = _ => ("rsync 3.0.9 of the source host is too old.", "Install rsync 3.1 or newer on 127.0.0.1."),
        },
        new("The source user may not read the source", world => Causes.ForbidAsync(world, world.Source))
        {
            Told = world => ($"{world.Source} on 127.0.0.1 cannot be read by {world.Ssh.UserName}.", "Give the user the right to read it, or link with another user."),
        },
        new("The source user may not enter a folder above the source", world => Causes.ForbidAsync(world, Path.GetDirectoryName(world.Source)!))
        {
            Told = world => ($"{world.Source} on 127.0.0.1 cannot be read by {world.Ssh.UserName}.", "Give the user the right to read it, or link with another user."),
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(fault => fault.Name)];

    [EndToEndTheory]
    [MemberData(nameof(Names))]
    public Task Fault_beforeTheCopy_isTold_takesNoSnapshot_andOnceItIsMendedASyncSucceeds(string fault) => world.SufferAsync(Table.Single(row => row.Name == fault));

    private static Task<Func<Task>> AwayAsync(World world) => InsteadAsync(world, () => { });

    private static Task<Func<Task>> InsteadAsync(World world, Action put)
    {
        Directory.Move(world.Source, world.Source + "-away");
        put();
        return Causes.Mended(() =>
        {
            if (Directory.Exists(world.Source))
                Directory.Delete(world.Source);
            File.Delete(world.Source);
            Directory.Move(world.Source + "-away", world.Source);
        });
    }

    private static Task<Func<Task>> SyncByHandAsync(World world)
    {
        // .NET locks what it does not share just as flock does.
        var held = new FileStream(Path.Combine(world.Scratch().Single(folder => File.Exists(Path.Combine(folder, "lock"))), "lock"), FileMode.Open, FileAccess.Write, FileShare.None);
        return Causes.Mended(held.Dispose);
    }

    private static async Task<Func<Task>> UnmountAsync(World world)
    {
        await Tool.RunAsync("umount", ["--", world.Staging], CancellationToken.None);
        return await Causes.Mended(() => { });
    }

    private static async Task<Func<Task>> UnmountAndWriteAsync(World world)
    {
        await UnmountAsync(world);
        World.Write(Path.Combine(world.Staging, "mine"), "of the host");
        return await Causes.Mended(() => File.Delete(Path.Combine(world.Staging, "mine")));
    }

    private static async Task<Func<Task>> StopServerAsync(World world)
    {
        await world.Ssh.StopAsync();
        return () => world.Ssh.StartAgainAsync();
    }

    private static async Task<Func<Task>> AnotherKeyAsync(World world)
    {
        var key = world.PathOf("another-key");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], CancellationToken.None);
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

    private static Task<Func<Task>> OldRsyncAsync(World world)
    {
        var program = world.PathOf("programs", "rsync");
        World.Write(program, "#!/bin/sh\necho 'rsync  version 3.0.9  protocol version 30'\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        return Causes.LoginAsync(world, $"PATH={Path.GetDirectoryName(program)}:$PATH");
    }

    private static async Task<Func<Task>> HideRsyncAsync(World world)
    {
        var programs = Directory.CreateDirectory(world.PathOf("other-programs")).FullName;
        await Tool.RunAsync("bash", ["-c", "for name in bash sh cat cut date dd df grep head id ls readlink sed stat; do ln -s -- \"$(type -P \"$name\")\" \"$1\"; done", "bash", programs], CancellationToken.None);
        return await Causes.LoginAsync(world, $"PATH={programs}");
    }
}
