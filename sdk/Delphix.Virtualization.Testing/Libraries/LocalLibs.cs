using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// Platform libraries whose only host is this machine: every script really runs here, as an engine runs it, whatever host it is for.
/// </summary>
/// <param name="volume">
/// The directory that <see cref="ILibs.RunSyncAsync"/> copies into, as a direct plugin's storage; null: that library is refused.
/// </param>
/// <param name="variables">Variables that every script gets, also in place of its own of these names; null for none.</param>
/// <param name="user">The user that scripts run as, which takes root; null: the one that runs the test.</param>
public sealed class LocalLibs(
    string? volume = null, IReadOnlyDictionary<string, string>? variables = null, string? user = null) : TestLibs
{
    private protected override async Task<RunResult> RunAsync(LibraryCall call, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>(call.Variables);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            all[name] = value;
        var interpreter = call.Library switch
        {
            nameof(ILibs.RunBashAsync) => Interpreter.Bash,
            nameof(ILibs.RunExpectAsync) => Interpreter.Expect,
            _ => Interpreter.Powershell,
        };
        var command = new HostCommand
        {
            Script = call.Command,
            Interpreter = interpreter,
            Variables = all,
            UseLoginShell = call.UseLoginShell,
        };
        await using var machine = new LocalConnection(user);
        return await machine.RunAsync(command, cancellationToken);
    }

    private protected override async Task SyncAsync(SyncCall call, CancellationToken cancellationToken)
    {
        if (volume is null)
        {
            throw new LibraryException(
                LibraryError.NotSupported, $"RunSyncAsync has nowhere to copy to: give {nameof(LocalLibs)} a volume.");
        }

        await using var machine = new LocalConnection();
        await new DirectorySync(machine, call.SourceDirectory, volume, _ => { })
            .RunAsync(call.ExcludePaths, call.SymLinksToFollow, cancellationToken);
    }
}
