namespace Delphix.Virtualization;

/// <summary>The kinds of failure of a platform library.</summary>
public enum LibraryError
{
    /// <summary>An argument of the call is not valid; the message names it and what was expected, never a variable's value.</summary>
    InvalidArgument,

    /// <summary>The host could not be reached, or the connection broke.</summary>
    ConnectionFailed,

    /// <summary>The library cannot be had here: this engine lacks it, or it is called where it may not be.</summary>
    NotSupported,

    /// <summary>The data could not be copied; the message has what rsync said.</summary>
    CopyFailed,
}
