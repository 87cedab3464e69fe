using Delphix.Virtualization.Engine;

namespace Delphix.Virtualization.Testing;

/// <summary>How a <see cref="TestEngine"/> runs.</summary>
public sealed record TestEngineOptions
{
    /// <summary>How the engine stores datasets; null: the engine chooses.</summary>
    public StorageDriver? Storage { get; init; }

    /// <summary>The existing directory in which the engine's temporary directory is made; null: the system's.</summary>
    public string? ParentDirectory { get; init; }

    /// <summary>The directory to use in the place of a temporary one; it is made. Null: a temporary one.</summary>
    internal string? Directory { get; init; }

    /// <summary>
    /// The variables of every session on the source host, as an administrator sets them; it gets the engine's temporary directory. Null:
    /// none.
    /// </summary>
    public Func<string, IReadOnlyDictionary<string, string>>? SourceEnvironment { get; init; }

    /// <summary>Receives what the engine decides by itself; null to discard it.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>What tells the engine and its plugins the time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
