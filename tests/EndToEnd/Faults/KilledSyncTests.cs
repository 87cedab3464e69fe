using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What kills a part of a sync, on either host, at one point or the other.</summary>
public sealed class KilledSyncTests(FaultyWorld world) : IClassFixture<FaultyWorld>
{
    private static readonly IReadOnlyList<Fault> Table =
    [
        WhileItChanges("The sending rsync", Sender),
        WhileItChanges("The receiving rsync", Receiver),
        WhileItChanges("The rsync that the script runs", Copy) with { Told = Killed, Pauses = [] },
        WhileItChanges("The ssh of rsync", SshOfRsync),
        WhileItChanges("The ssh of the connection", SshOfConnection),
        WhileItChanges("The sshd of the connection", Sshd),
        WhileItChanges("The script", Script) with { Told = Killed, Pauses = [] },
        WhileItIsNew("The receiving rsync", Receiver),
        WhileItIsNew("The ssh of rsync", SshOfRsync),
        // What only compares is not needed: all is copied then.
        WhileItCompares("The ssh of the connection", SshOfConnection),
        WhileItAsks("The ssh of the connection", SshOfConnection) with { Told = Killed },
        WhileItAsks("The sshd of the connection", Sshd) with { Pauses = [5] },
        new("The sshd of the connection is killed each time that rsync begins", world => Causes.LoginAsync(world, "case $BASH_EXECUTION_STRING in rsync*) kill -KILL $PPID ;; esac"))
        {
            Told = _ => ("The connection to 127.0.0.1 broke while files were being copied.", "Start the sync again; what was copied is not copied again."),
            Pauses = [5, 10, 20],
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(fault => fault.Name)];

    [EndToEndTheory]
    [MemberData(nameof(Names))]
    public Task Sync_ofWhichAPartIsKilled_isTriedAgainOrTold_andHarmsNothing(string fault) => world.SufferAsync(Table.Single(row => row.Name == fault));

    private static Fault WhileItChanges(string name, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim) => WhileItCopies("large", name, "a file is changed", victim);

    private static Fault WhileItIsNew(string name, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim) => WhileItCopies("larger", name, "a new file is copied", victim);

    private static Fault WhileItCopies(string file, string name, string what, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim) =>
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

    private static Fault WhileItCompares(string name, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim) => WhileItIsHeld("rsync*", name, "the trees are compared", victim);

    private static Fault WhileItAsks(string name, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim) => WhileItIsHeld("*dlpx-begin*", name, "the source host is asked", victim);

    // The source host's login file holds a command, until what it is held for has happened.
    private static Fault WhileItIsHeld(string command, string name, string what, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim)
    {
        var (login, held, gate) = ((Func<Task>)(() => Task.CompletedTask), "", "");
        return new Fault($"{name} is killed while {what}", async world =>
        {
            (held, gate) = (world.PathOf("held"), world.PathOf("gate"));
            LinuxCalls.CreateFifo(gate, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            login = await Causes.LoginAsync(world, $"case $BASH_EXECUTION_STRING in {command}) : >'{held}'; : <'{gate}' ;; esac");
            return await Causes.Mended(() =>
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
        ("sync-tree.sh, or a program that it ran, was killed by signal 9.", "Find out what did that on its host, such as a lack of memory, then try again.");

    private static void Kill(World world, Func<IReadOnlyList<RunningProgram>, RunningProgram?> victim)
    {
        var programs = world.SyncPrograms();
        var program = victim(programs);
        program.Should().NotBeNull("it is one of {0}", string.Join('\n', programs));
        LinuxCalls.Kill(program!.Id);
    }

    private static RunningProgram? Sender(IReadOnlyList<RunningProgram> all) =>
        all.FirstOrDefault(program => program.Name == "rsync" && program.CommandLine.StartsWith("rsync --server ", StringComparison.Ordinal));

    private static RunningProgram? Receiver(IReadOnlyList<RunningProgram> all) => all.FirstOrDefault(program => IsCopy(program) && IsBelowCopy(program, all));

    private static RunningProgram? Copy(IReadOnlyList<RunningProgram> all) => all.FirstOrDefault(program => IsCopy(program) && !IsBelowCopy(program, all));

    private static RunningProgram? SshOfRsync(IReadOnlyList<RunningProgram> all) =>
        all.FirstOrDefault(program => program.Name == "ssh" && program.CommandLine.Contains(" rsync --server ", StringComparison.Ordinal));

    private static RunningProgram? SshOfConnection(IReadOnlyList<RunningProgram> all) =>
        all.FirstOrDefault(program => program.Name == "ssh" && program.CommandLine.Contains("ControlMaster=yes ", StringComparison.Ordinal));

    private static RunningProgram? Sshd(IReadOnlyList<RunningProgram> all) => all.Select(Login).FirstOrDefault(sshd => sshd is not null);

    private static RunningProgram? Script(IReadOnlyList<RunningProgram> all) => Copy(all) is { } copy ? RunningProgram.Find(copy.Parent) : null;

    private static bool IsCopy(RunningProgram program) => program.Name == "rsync" && program.CommandLine.Contains(" --rsh=", StringComparison.Ordinal);

    private static bool IsBelowCopy(RunningProgram program, IReadOnlyList<RunningProgram> all) => all.Any(parent => parent.Id == program.Parent && IsCopy(parent));

    // The sshd that a program of the source host runs for; null for one that is here.
    private static RunningProgram? Login(RunningProgram program)
    {
        var above = RunningProgram.Find(program.Parent);
        while (above is not null && !above.Name.StartsWith("sshd", StringComparison.Ordinal))
            above = RunningProgram.Find(above.Parent);
        return above;
    }
}
