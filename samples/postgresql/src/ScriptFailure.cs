using System.Text.RegularExpressions;
using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Says what the failure of a script means, and what to do about it. The script names it in its last line.</summary>
internal static partial class ScriptFailure
{
    /// <summary>The error that a user sees.</summary>
    /// <param name="script">The script's name.</param>
    /// <param name="ended">How it ended.</param>
    /// <param name="connection">Where it ran, and as whom.</param>
    /// <param name="variables">What it was given.</param>
    internal static UserException Explain(
        string script, RunResult ended, RemoteConnection connection, IReadOnlyDictionary<string, string> variables)
    {
        var failure = Name().Match(ended.Stdout).Groups[1].Value;
        var (message, action) = Meaning(failure, connection, name => variables.GetValueOrDefault(name, ""))
            ?? ($"The script {script}.sh ended with exit code {ended.ExitCode}.", "Look at the output for the reason.");
        return new UserException(message, action, ended.Stderr.Trim());
    }

    private static (string Message, string Action)? Meaning(string failure, RemoteConnection connection, Func<string, string> given)
    {
        var (host, server) = (connection.Environment.Name, $"{given("ADDRESS")}:{given("PORT")}");
        return failure switch
        {
            "no-programs" => (
                $"The staging host {host} lacks rsync, or a program of PostgreSQL in {given("BIN")}.",
                "Install rsync, and the same version of PostgreSQL as on the source host, into the same folder."),
            "no-answer" => (
                $"No PostgreSQL server answers at {server}.",
                "Start it, or correct the address and the port of the dSource; and let it listen there, by listen_addresses."),
            "login-refused" => (
                $"The server at {server} does not let the replication user in.",
                "Correct the user and the password; see that the role has LOGIN and REPLICATION, and that pg_hba.conf lets it connect from "
                + $"{host} to the databases postgres and replication."),
            "other-version" => (
                $"The server at {server} is of another major version than the programs in {given("BIN")}.",
                "Link the dSource by the source config of the installation that runs this server."),
            "has-tablespaces" => (
                $"The cluster at {server} has tablespaces, which lie outside of its data directory. The output names them.",
                "Move what is in them to pg_default, and drop them: this plugin copies the data directory."),
            "backup-failed" => (
                $"pg_basebackup could not copy the cluster at {server}. The dSource is as it was.",
                "The output has the reason. Often the storage is full, or the source has no free slot: see its max_wal_senders."),
            "not-replaced" => (
                $"The copy below {given("MOUNT")} could not take the place of the one before.",
                "The output has the reason. Sync again: no snapshot was taken of what is there now."),
            "no-cluster" => (
                $"There is no cluster of PostgreSQL at {given("MOUNT")}/data.",
                "See whether the engine's storage is mounted there; then disable and enable the dataset."),
            "not-initialized" => (
                $"initdb could not make a cluster at {given("MOUNT")}/data.", "The output has the reason."),
            "port-taken" => (
                $"Something listens at port {given("PORT")} of {host} already.", "Choose another port for the VDB."),
            "server-not-started" => (
                $"The server of the VDB at {given("MOUNT")} did not start.",
                $"The output has the end of its log, {given("MOUNT")}/server.log. PostgreSQL does not run as root: the environment's user "
                + "has to be another one."),
            "server-not-stopped" => (
                $"The server of the VDB at {given("MOUNT")} did not stop.", "End its processes on the target host, then try again."),
            "no-checkpoint" => (
                $"The server of the VDB at {given("MOUNT")} could not make a checkpoint.",
                $"The output has the reason; so may {given("MOUNT")}/server.log. A stopped VDB can be snapshotted, too."),
            _ => null,
        };
    }

    [GeneratedRegex(@"^failure=(.+)\n\z", RegexOptions.Multiline)]
    private static partial Regex Name();
}
