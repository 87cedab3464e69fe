using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Says what the exit codes of the scripts of the old style mean. Codes from 64 on are those of their headers. It goes with the last of these scripts.</summary>
internal static class ScriptExitCode
{
    internal static (string Message, string Action)? Explain(RunResult result, IReadOnlyDictionary<string, string> variables)
    {
        // Codes below 64 are rsync's, which says so; whatever else ends a script may use them too, and means something else.
        if (result.ExitCode < 64 && !result.Stderr.Contains("rsync error: ", StringComparison.Ordinal))
            return null;
        var mount = variables.GetValueOrDefault("MOUNT_PATH");
        var path = variables.GetValueOrDefault("SOURCE_PATH");
        var host = variables.GetValueOrDefault("SOURCE_ADDRESS");
        var user = variables.GetValueOrDefault("SOURCE_USER");
        var port = variables.GetValueOrDefault("SSH_PORT");
        return result.ExitCode switch
        {
            1 or 2 or 4 => ("rsync on the source host and on the staging host do not understand each other.", "Check that both hosts have rsync 3.1 or newer, and that the login files of the source user print nothing."),
            3 or 11 or 23 or 87 when ScriptFailure.ExplainStorage(mount, result.Stderr) is { } told => told,
            11 or 87 => ($"Files could not be written below {mount}.", "Look at the output for the reason. No snapshot was taken; the next sync mends what this one left undone."),
            12 or 30 => ($"The connection to {host} broke while files were being copied.", "Start the sync again; what was copied is not copied again."),
            20 => ("The copy was interrupted.", "Start the sync again; what was copied is not copied again."),
            23 when result.Stderr.Contains("[receiver]", StringComparison.Ordinal) || result.Stderr.Contains("[generator]", StringComparison.Ordinal) =>
                ($"Some files could not be written below {mount}.", "The output names them: check the rights of the staging user and what the storage supports. No snapshot was taken."),
            23 => ($"Some files of {path} could not be copied.", "The output names them: make them readable for the source user, or exclude them. No snapshot was taken."),
            64 => (LastLine(result.Stderr), "Enable the dataset again: the engine then mounts its storage, or says what is in the way."),
            65 => ($"{path} does not exist on {host}.", "Check the path of the source config."),
            66 => ($"{path} on {host} is not a directory.", "Check the path of the source config."),
            67 => ($"{path} on {host} cannot be read by {user}.", "Give the user the right to read it, or link with another user."),
            68 => ($"{path} on {host} is empty, and the sync would empty the dataset.", "Check whether a disk of the source host is not mounted. If the directory is meant to be empty, set allowEmptySource."),
            69 => ($"The source {path} and the mount location {mount} lie one in the other: the dataset would be copied into itself.", "Choose a mount location outside of the source path."),
            70 => ("rsync is not installed on the staging host.", "Install rsync 3.1 or newer there."),
            71 => ($"rsync is not installed on {host}.", "Install rsync 3.1 or newer there."),
            72 => ("The OpenSSH client is not installed on the staging host.", "Install it there, for example with 'apt-get install openssh-client'."),
            73 => ($"The host name {host} is not known on the staging host.", "Check the source address, and the staging host's name service."),
            74 => ($"{host} does not accept connections on port {port}.", "Check that an SSH server listens there, the port, and firewalls between the hosts."),
            75 => ($"{host} does not answer on port {port}.", "Check that the host is up, the source address, and firewalls between the hosts."),
            76 => ($"{host} does not let {user} in.", $"Put the staging user's public key into the authorized_keys of {user} on {host}, or name another key with identityFile."),
            77 => ($"The host key of {host} is not known on the staging host.", "Add it to the staging user's known_hosts, or set acceptNewHostKey to accept the key at the first contact."),
            78 => ($"The host key of {host} has changed since the last contact.", "Find out why. If the host was installed anew, remove the old key: the output names the file."),
            79 or 255 => ($"The SSH connection to {host} failed.", "Look at the output for the reason."),
            80 => ("Another sync of this dataset is running.", "Wait until it has ended."),
            81 => ("There is no record of what the sync captured.", "Start the sync again."),
            83 => (LastLine(result.Stderr), "Give the engine more storage, for example by deleting snapshots that are not needed, or exclude what is not needed."),
            84 => (LastLine(result.Stderr), "Install rsync 3.1 or newer on the staging host."),
            85 => (LastLine(result.Stderr), $"Install rsync 3.1 or newer on {host}."),
            _ => null,
        };
    }

    // Where the script knows the numbers, it is its own message.
    private static string LastLine(string stderr) => stderr.Trim().Split('\n')[^1];
}
