namespace Delphix.Virtualization;

/// <summary>The ids of the library errors that the SDK and the local engine know. Another engine may have ids of its own.</summary>
public static class LibraryError
{
    /// <summary>An argument of the call is not valid; the message names it and what was expected, never a variable's value.</summary>
    public const int InvalidArgument = 1;

    /// <summary>The host could not be reached, or the connection broke.</summary>
    public const int ConnectionFailed = 2;

    /// <summary>The library cannot be had here: this engine lacks it, or it is called where it may not be.</summary>
    public const int NotSupported = 3;

    /// <summary>The data could not be copied; the message has what rsync said.</summary>
    public const int CopyFailed = 4;
}
