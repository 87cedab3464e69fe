namespace Delphix.Virtualization.Packaging;

/// <summary>How a plugin is built.</summary>
public sealed record BuildOptions
{
    /// <summary>
    /// Whether a debugger is to find the sources: the code is not optimised, and its symbols name the files of this machine. The same
    /// sources then give other bytes elsewhere.
    /// </summary>
    public bool IsDebug { get; init; }

    /// <summary>
    /// The directory where what the compiler left stays for the next build, which is faster then; null: nothing stays. Only one build at a
    /// time may use it.
    /// </summary>
    public string? WorkDirectory { get; init; }

    /// <summary>Whether the packages that the project references are known to be where the last build found them.</summary>
    public bool IsRestored { get; init; }
}
