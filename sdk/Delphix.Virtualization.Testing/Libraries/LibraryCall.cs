namespace Delphix.Virtualization.Testing;

/// <summary>One call of a platform library that runs a script.</summary>
/// <param name="Library">The library's name, such as <c>RunBashAsync</c>.</param>
/// <param name="Connection">The host, and as whom.</param>
/// <param name="Command">The script.</param>
/// <param name="Variables">Its environment variables; none is an empty list.</param>
/// <param name="UseLoginShell">Whether the host's login files are read first.</param>
/// <param name="Check">Whether an exit code other than 0 is an exception.</param>
public sealed record LibraryCall(
    string Library,
    RemoteConnection Connection,
    string Command,
    IReadOnlyDictionary<string, string> Variables,
    bool UseLoginShell,
    bool Check);
