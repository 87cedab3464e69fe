using System.Globalization;
using Delphix.Virtualization;
using DirectoryPlugin.Sync;

namespace DirectoryPlugin.Tests.Support;

/// <summary>
/// A dataset's storage at a mount path, a source directory, a scratch folder, and a fake <c>ssh</c> that runs its command on this machine.
/// </summary>
internal sealed class Dataset : TestFolder
{
    public const string Guid = "guid-1";

    // As sshd does: the words are joined by blanks and given to the user's shell, whose PATH begins with the folder of the source host's
    // own programs.
    private const string FakeSsh = """
        #!/usr/bin/env bash
        until [[ $1 == -- ]]; do shift || exit 255; done
        shift 2
        unset SSH_CONNECTION
        PATH=${BASH_SOURCE[0]%/*}/remote:$PATH exec bash -c "$*"
        """;

    private const string Programs =
        "bash sh cat comm cut date df find flock grep head hostname id join ls mkdir mktemp mountpoint mv od paste readlink realpath rm "
            + "rsync sed sha256sum sleep sort ssh stat sync tail tee timeout tr truncate uniq wc xargs";

    private Dataset(bool mounted)
    {
        Mount = MakeFolder("mount");
        Source = MakeFolder("source");
        Scratch = MakeFolder("scratch");
        MakeFolder("bin", "remote");
        try
        {
            AddProgram("ssh", FakeSsh);
            if (mounted)
                MountStorage();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For fake programs that continue with the machine's own.</summary>
    public static (string Name, string Value) RealPath { get; } = ("REAL_PATH", Environment.GetEnvironmentVariable("PATH")!);

    /// <summary>Where the storage is mounted.</summary>
    public string Mount { get; }

    /// <summary>The directory to copy.</summary>
    public string Source { get; set; }

    public string Scratch { get; }

    /// <summary>What the last sync recorded, as its snapshot is described: a line for each value that there is.</summary>
    public string Record =>
        RecordText.Of(new SyncRecord(new ScriptOutput("copy", File.ReadAllText(Combine("scratch", Guid, "record")))).Describe());

    /// <summary>Whether there is a record of the last sync.</summary>
    public bool IsRecorded => File.Exists(Combine("scratch", Guid, "record"));

    public static Dataset Mounted() => new(mounted: true);

    public static Dataset Unmounted() => new(mounted: false);

    /// <summary>Puts a program before those of the machine.</summary>
    /// <param name="name">Its file name; below <c>remote/</c>, it is only on the source host.</param>
    /// <param name="text">The script.</param>
    public void AddProgram(string name, string text)
    {
        File.WriteAllText(Combine("bin", name), text);
        File.SetUnixFileMode(Combine("bin", name), (UnixFileMode)0b111_101_101);
    }

    /// <summary>Has the source changed, once, between the next comparison and its copy.</summary>
    /// <param name="change">Commands for bash, in the source directory.</param>
    public void ChangeSourceBeforeCopy(string change) => AddProgram("rsync", $$"""
        #!/usr/bin/env bash
        rsync=$(type -aP rsync | tail -n 1)
        [[ " $* " != *" --partial "* || -e {{Combine("done")}} ]] ||
            (: > {{Combine("done")}}; cd {{Source}}; {{change}})
        exec "$rsync" "$@"
        """);

    /// <summary>A folder with what the scripts use, but for one program, for a PATH.</summary>
    public async Task<string> ProgramsWithoutAsync(string program)
    {
        var folder = MakeFolder($"without-{program}");
        await Shell.BashAsync(
            "cd \"$1\"; for name in $2; do [[ $name = \"$3\" ]] || ! path=$(type -P \"$name\") || ln -s -- \"$path\"; done", folder,
            Programs, program);
        return folder;
    }

    /// <summary>
    /// Gives everything but what is in the storage and source to the user that owns nothing; the storage's and source's roots too.
    /// </summary>
    public Task GiveToNobodyAsync() =>
        Environment.IsPrivilegedProcess
            ? BashAsync($"chown -R {TestMachine.Nobody}:{TestMachine.Nobody} scratch mount source")
            : Task.CompletedTask;

    /// <summary>The variables of all scripts: the given ones, and defaults for the others.</summary>
    public Dictionary<string, string> Variables(params (string Name, string Value)[] changed)
    {
        var variables = new Dictionary<string, string>
        {
            ["DLPX_MOUNT_PATH"] = Mount,
            ["DLPX_SCRATCH_PATH"] = Scratch,
            ["DLPX_GUID"] = Guid,
            ["DLPX_SOURCE_PATH"] = Source,
            ["DLPX_SOURCE_ADDRESS"] = "source.example",
            ["DLPX_SOURCE_USER"] = "alice",
            ["DLPX_SSH_PORT"] = "22",
            ["DLPX_IDENTITY_FILE"] = "",
            ["DLPX_ACCEPT_NEW_HOST_KEY"] = "false",
            ["DLPX_ALLOW_EMPTY_SOURCE"] = "false",
            ["DLPX_BANDWIDTH_LIMIT"] = "",
            ["DLPX_MODE"] = "sync",
            ["DLPX_EXCLUDE_COUNT"] = "0",
            ["DLPX_NOISE"] = "false",
            ["DLPX_FILES"] = "",
            ["DLPX_DIRECTORIES"] = "",
            ["DLPX_BYTES"] = "",
            ["DLPX_FINGERPRINT"] = "",
            ["DLPX_CHANGED_SINCE"] = "",
            ["DLPX_OWNER"] = "",
            ["PATH"] = $"{Combine("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
        };
        foreach (var (name, value) in changed)
            variables[name] = value;
        // As the plugin finds them out from the others.
        var rerooting = Rerooting.Between(
            [variables["DLPX_SOURCE_PATH"], variables.GetValueOrDefault("FORMER_PATH")], variables["DLPX_MOUNT_PATH"]);
        variables["DLPX_SYMLINK_TESTS"] = ScriptOutput.List(rerooting?.Tests ?? []);
        variables["DLPX_SYMLINK_TRANSFORM"] = rerooting?.Transform ?? "";
        variables["DLPX_REROOTED"] = rerooting?.Result ?? "";
        return variables;
    }

    public Task<RunResult> RunAsync(string script, params (string Name, string Value)[] changed) =>
        Shell.RunScriptAsync(script, Variables(changed));

    /// <summary>Waits, so that changes made at the source until now are not in the second in which the next sync begins.</summary>
    public static async Task UntilNextSecondAsync()
    {
        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        while (DateTimeOffset.UtcNow.ToUnixTimeSeconds() == second)
            await Task.Delay(10);
    }

    /// <summary>The variables for these patterns.</summary>
    public static (string Name, string Value)[] Excluding(params string[] patterns) =>
    [
        ("DLPX_EXCLUDE_COUNT", patterns.Length.ToString(CultureInfo.InvariantCulture)),
        .. patterns.Select((pattern, i) => (string.Create(CultureInfo.InvariantCulture, $"DLPX_EXCLUDE_{i}"), pattern)),
    ];

    protected override void CleanUp()
    {
        if (TestMachine.CanMount)
            Finish("bash", "-c", "! mountpoint -q -- \"$1\" || umount -- \"$1\" || umount --lazy -- \"$1\"", "bash", Mount);
        base.CleanUp();
    }

    private void MountStorage()
    {
        if (TestMachine.CanMount)
        {
            Finish("mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "dvp-plugin-test", Mount);
            return;
        }

        Directory.Delete(Mount);
        Directory.CreateSymbolicLink(Mount, MakeFolder("volumes", "0123456789abcdef0123456789abcdef"));
    }
}
