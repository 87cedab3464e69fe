namespace Delphix.Virtualization.Tools;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    internal const int Failed = 1;

    internal const int WrongUsage = 2;

    /// <summary>What shells report of a program that Ctrl-C ended.</summary>
    internal const int Interrupted = 130;
}
