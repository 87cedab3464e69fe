namespace Delphix.Virtualization;

/// <summary>The kinds of failure of a platform library.</summary>
public enum LibraryError
{
    /// <summary>An argument of the call is not valid.</summary>
    InvalidArgument,

    /// <summary>The host could not be reached, or the connection broke.</summary>
    ConnectionFailed,

    /// <summary>This engine does not offer the library.</summary>
    NotSupported,
}
