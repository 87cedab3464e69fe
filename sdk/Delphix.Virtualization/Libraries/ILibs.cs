using System.Text.Json.Nodes;

namespace Delphix.Virtualization;

/// <summary>
/// The platform libraries: what the engine does on a plugin's behalf. An operation class asks for it in its constructor.
/// </summary>
/// <remarks>
/// <para>
/// Variables are environment variables of the remote command. They are treated as secrets: they reach no command line, log or error
/// message. Values that a user typed belong there, never in the text of a command.
/// </para>
/// <para>
/// The SDK checks the arguments of every call before an engine sees them (<see cref="LibraryError.InvalidArgument"/>), and the size of
/// arguments and results (<see cref="LimitExceededException"/>, at <see cref="Runtime.PlatformLimits.LibraryBytes"/>). Data migrations may
/// call <see cref="UpgradePassword"/> and nothing else; all other operations, everything but that
/// (<see cref="LibraryError.NotSupported"/>).
/// </para>
/// <para>
/// What a plugin may handle, such as a host that is down, is a <see cref="LibraryException"/>. When the engine itself fails, every library
/// throws <see cref="NonActionableLibraryException"/>, which ends the operation's call even where the plugin catches it.
/// </para>
/// </remarks>
public interface ILibs
{
    /// <summary>Runs a bash script on a host. Its standard input is empty.</summary>
    /// <param name="connection">The host, and as whom; as received in the operation's parameters.</param>
    /// <param name="command">The script, of any length up to the limit, without NUL characters.</param>
    /// <param name="variables">
    /// Environment variables for the script; null for none. Names are letters, digits and underscores, not beginning with a digit, and not
    /// one that bash keeps to itself, such as UID; no value is null or has a NUL character.
    /// </param>
    /// <param name="useLoginShell">Whether the host's login files are read first.</param>
    /// <param name="check">Whether an exit code other than 0 is thrown as a <see cref="ScriptException"/>.</param>
    /// <param name="cancellationToken">Ends the script and everything it started on the host.</param>
    /// <returns>What the script printed and how it ended.</returns>
    /// <exception cref="ScriptException"><paramref name="check"/> is set and the exit code is not 0.</exception>
    /// <exception cref="LibraryException">The host could not be reached or the connection broke, or an argument is not valid.</exception>
    /// <exception cref="LimitExceededException">Script and variables, or standard output and error, are too large.</exception>
    Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool useLoginShell = false,
        bool check = false,
        CancellationToken cancellationToken = default);

    /// <summary>Runs a PowerShell script on a host. Its standard input is empty.</summary>
    /// <param name="connection">The host, and as whom; as received in the operation's parameters.</param>
    /// <param name="command">The script, without NUL characters.</param>
    /// <param name="variables">
    /// Environment variables for the script; null for none. Names are letters, digits and underscores, not beginning with a digit, and not
    /// one that bash keeps to itself, such as UID; no value is null or has a NUL character.
    /// </param>
    /// <param name="check">Whether an exit code other than 0 is thrown as a <see cref="ScriptException"/>.</param>
    /// <param name="cancellationToken">Ends the script and everything it started on the host.</param>
    /// <returns>What the script printed and how it ended.</returns>
    /// <exception cref="ScriptException"><paramref name="check"/> is set and the exit code is not 0.</exception>
    /// <exception cref="LibraryException">The host could not be reached or has no PowerShell, or an argument is not valid.</exception>
    /// <exception cref="LimitExceededException">Script and variables, or standard output and error, are too large.</exception>
    Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs an expect script on a host. Its standard input is empty; that of the programs it spawns is the script's to write to.
    /// </summary>
    /// <param name="connection">The host, and as whom; as received in the operation's parameters.</param>
    /// <param name="command">The script, without NUL characters.</param>
    /// <param name="variables">
    /// Environment variables for the script; null for none. Names are letters, digits and underscores, not beginning with a digit, and not
    /// one that bash keeps to itself, such as UID; no value is null or has a NUL character.
    /// </param>
    /// <param name="check">Whether an exit code other than 0 is thrown as a <see cref="ScriptException"/>.</param>
    /// <param name="cancellationToken">Ends the script and everything it started on the host.</param>
    /// <returns>What the script printed and how it ended.</returns>
    /// <exception cref="ScriptException"><paramref name="check"/> is set and the exit code is not 0.</exception>
    /// <exception cref="LibraryException">The host could not be reached or has no expect, or an argument is not valid.</exception>
    /// <exception cref="LimitExceededException">Script and variables, or standard output and error, are too large.</exception>
    Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the dSource's storage equal to a directory of a host. Only for <c>linked.preSnapshot</c> and <c>linked.postSnapshot</c> of
    /// direct plugins.
    /// </summary>
    /// <param name="connection">The source host, and as whom.</param>
    /// <param name="sourceDirectory">The absolute path of the directory to copy, without NUL characters.</param>
    /// <param name="rsyncUser">The user that rsync logs in as; null for the connection's. Not empty.</param>
    /// <param name="excludePaths">
    /// Paths below the directory that are left out, with or without a slash in front; null for none. They are names, not patterns. No item
    /// is null or empty.
    /// </param>
    /// <param name="symLinksToFollow">
    /// Symlinks below the directory whose targets, files or directories, are copied in their place; null for none. No item is null or
    /// empty.
    /// </param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <exception cref="LibraryException">
    /// The copy failed, a host lacks rsync, it is called where it may not be, or an argument is not valid.
    /// </exception>
    /// <exception cref="LimitExceededException">The paths together are too large.</exception>
    Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser = null,
        IReadOnlyList<string>? excludePaths = null,
        IReadOnlyList<string>? symLinksToFollow = null,
        CancellationToken cancellationToken = default);

    /// <summary>Retrieves the credentials behind a credentials supplier.</summary>
    /// <param name="credentialsSupplier">The supplier exactly as the plugin received it in a definition.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A <see cref="PasswordCredentials"/> or a <see cref="KeyPairCredentials"/>.</returns>
    /// <exception cref="LibraryException">
    /// The object is not one that this operation received, its credentials cannot be had, or the engine lacks this library.
    /// </exception>
    Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken = default);

    /// <summary>Turns a password of an earlier schema into a credentials supplier. Data migrations only.</summary>
    /// <param name="password">The password as stored; not null.</param>
    /// <param name="username">The user name that goes with it; null or empty for none.</param>
    /// <returns>The supplier's JSON, to be put into the migrated object.</returns>
    /// <exception cref="LibraryException">
    /// Called outside a data migration, the password is null, or the engine lacks this library.
    /// </exception>
    JsonObject UpgradePassword(string password, string? username = null);
}
