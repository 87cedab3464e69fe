using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>Something that goes wrong with one sync, for real.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="CauseAsync">Makes it go wrong before the sync begins, and returns what undoes it.</param>
internal sealed record Fault(string Name, Func<World, Task<Func<Task>>> CauseAsync)
{
    /// <summary>What else happens, while the sync runs; null: nothing.</summary>
    public Func<World, Task>? MeanwhileAsync { get; init; }

    /// <summary>What the failed sync says, a pattern, and what to do; null: it succeeds all the same.</summary>
    public Func<World, (string Message, string Action)>? Report { get; init; }

    /// <summary>The pauses before each new try, in seconds.</summary>
    public IReadOnlyList<int> Pauses { get; init; } = [];

    /// <summary>Whether the connection may outlive the sync, as nobody was left to close it: it ends by itself after a minute.</summary>
    public bool LeavesConnection { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
