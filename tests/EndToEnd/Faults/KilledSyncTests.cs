using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What kills a part of a sync, on either host, at one point or the other.</summary>
public sealed class KilledSyncTests(FaultyWorld world) : IClassFixture<FaultyWorld>
{
    private static readonly IReadOnlyList<Fault> Table =
    [
        WhileItChanges("The sending rsync", Sender),
        WhileItChanges("The receiving rsync", Receiver),
        WhileItChanges("The rsync that the script runs", Copy) with
        {
            Report = _ => (
                "rsync on the staging host was killed (exit code 137).",
                "Find out what killed it on its host, such as a lack of memory, then try again."),
            Pauses = [],
        },
        WhileItChanges("The ssh of rsync", SshOfRsync),
        WhileItChanges("The sshd of the connection", Sshd),
        WhileItChanges("The script", Script) with { Report = Killed, Pauses = [], LeavesConnection = true },
        WhileItIsNew("The receiving rsync", Receiver),
        WhileItCompares("The ssh of the connection", SshOfConnection) with { Pauses = [5] },
        WhileItAsks("The ssh of the connection", SshOfConnection) with { Pauses = [5] },
        WhileItAsks("The sshd of the connection", Sshd) with { Pauses = [5] },
        new(
            "The sshd of the connection is killed each time that rsync begins",
            world => Causes.LoginAsync(world, "case $BASH_EXECUTION_STRING in rsync*) kill -KILL $PPID ;; esac"))
        {
            Report = _ => (
                "The connection to 127.0.0.1 broke while files were being copied.",
                "Start the sync again; what was copied is not copied again."),
            Pauses = [5, 10, 20],
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(fault => fault.Name)];

    [EngineTheory]
    [MemberData(nameof(Names))]
    public Task Sync_of_which_a_part_is_killed_is_tried_again_or_reported_and_harms_nothing(string fault) =>
        world.SufferAsync(Table.Single(row => row.Name == fault));

    private static Fault WhileItChanges(string name, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim) =>
        WhileItCopies("large", name, "a file is changed", victim);

    private static Fault WhileItIsNew(string name, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim) =>
        WhileItCopies("larger", name, "a new file is copied", victim);

    private static Fault WhileItCopies(
        string file, string name, string what, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim) =>
        new($"{name} is killed while {what}", world => Causes.SlowAsync(world, file))
        {
            MeanwhileAsync = async world =>
            {
                await Causes.IsWrittenAsync(world, file);
                await Causes.ShrinkAsync(world, file);
                Kill(world, victim);
            },
            Pauses = [5],
        };

    private static Fault WhileItCompares(string name, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim) =>
        WhileItIsHeld("rsync*", name, "the trees are compared", victim);

    private static Fault WhileItAsks(string name, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim) =>
        WhileItIsHeld("sh", name, "the source host is asked", victim);

    // The source host's login file holds a command, until what it is held for has happened.
    private static Fault WhileItIsHeld(
        string command, string name, string what, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim)
    {
        var (login, held, gate) = ((Func<Task>)(() => Task.CompletedTask), "", "");
        return new Fault($"{name} is killed while {what}", async world =>
        {
            (held, gate) = (world.PathOf("held"), world.PathOf("gate"));
            LinuxCalls.CreateFifo(gate, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            login = await Causes.LoginAsync(world, $"case $BASH_EXECUTION_STRING in {command}) : >'{held}'; : <'{gate}' ;; esac");
            return await Causes.Undo(() =>
            {
                File.Delete(gate);
                File.Delete(held);
            });
        })
        {
            MeanwhileAsync = async world =>
            {
                await Eventually.IsTrueAsync(() => File.Exists(held), "the command is held");
                await login();
                Kill(world, victim);
                // Opened for both, so that nobody waits for the other side.
                await using var open = new FileStream(gate, FileMode.Open, FileAccess.ReadWrite);
            },
        };
    }

    private static (string Message, string Action) Killed(World world) =>
        (
            "copy.sh, or a program that it ran, was killed by signal 9.",
            "Find out what killed it on its host, such as a lack of memory, then try again.");

    private static void Kill(World world, Func<IReadOnlyList<RunningProcess>, RunningProcess?> victim)
    {
        var processes = world.SyncProcesses();
        var process = victim(processes);
        process.Should().NotBeNull("it is one of {0}", string.Join('\n', processes));
        LinuxCalls.Kill(process!.Id);
    }

    private static RunningProcess? Sender(IReadOnlyList<RunningProcess> all) =>
        all.FirstOrDefault(
            process => process.Name == "rsync" && process.CommandLine.StartsWith("rsync --server ", StringComparison.Ordinal));

    private static RunningProcess? Receiver(IReadOnlyList<RunningProcess> all) =>
        all.FirstOrDefault(process => IsCopy(process) && IsBelowCopy(process, all));

    private static RunningProcess? Copy(IReadOnlyList<RunningProcess> all) =>
        all.FirstOrDefault(process => IsCopy(process) && !IsBelowCopy(process, all));

    private static RunningProcess? SshOfRsync(IReadOnlyList<RunningProcess> all) =>
        all.FirstOrDefault(process => process.Name == "ssh" && process.CommandLine.Contains(" rsync --server ", StringComparison.Ordinal));

    private static RunningProcess? SshOfConnection(IReadOnlyList<RunningProcess> all) =>
        all.FirstOrDefault(process => process.Name == "ssh" && process.CommandLine.Contains("[mux]", StringComparison.Ordinal));

    private static RunningProcess? Sshd(IReadOnlyList<RunningProcess> all) => all.Select(Login).FirstOrDefault(sshd => sshd is not null);

    private static RunningProcess? Script(IReadOnlyList<RunningProcess> all) =>
        Copy(all) is { } copy ? RunningProcess.Find(copy.Parent) : null;

    private static bool IsCopy(RunningProcess process) =>
        process.Name == "rsync" && process.CommandLine.Contains(" --rsh=", StringComparison.Ordinal);

    private static bool IsBelowCopy(RunningProcess process, IReadOnlyList<RunningProcess> all) =>
        all.Any(parent => parent.Id == process.Parent && IsCopy(parent));

    // The sshd that a program of the source host runs for; null for one that is here.
    private static RunningProcess? Login(RunningProcess process)
    {
        var above = RunningProcess.Find(process.Parent);
        while (above is not null && !above.Name.StartsWith("sshd", StringComparison.Ordinal))
            above = RunningProcess.Find(above.Parent);
        return above;
    }
}
