using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Operations;

public sealed class ScriptFailureTests
{
    private const string NoSnapshot = "No snapshot was taken.";
    private const string OtherSnapshot = "Use another snapshot, and check the engine's storage: the data of this one is not complete, or not its own.";
    private const string Again = "Start the sync again; what was copied is not copied again.";
    private const string FreeSpace = "Free space in the engine's storage, for example by deleting snapshots that are not needed, then try again.";
    private const string Versions = "rsync on the source host and on the staging host do not understand each other.";
    private const string CheckVersions = "Check that both hosts have rsync 3.1 or newer, and that the login files of the source user print nothing.";

    [Theory]
    [InlineData(1, Versions, CheckVersions)]
    [InlineData(2, Versions, CheckVersions)]
    [InlineData(4, Versions, CheckVersions)]
    [InlineData(11, "Files could not be written below /mounted/ds.", "Look at the output for the reason. No snapshot was taken; the next sync mends what this one left undone.")]
    [InlineData(12, "The connection to db.example broke while files were being copied.", Again)]
    [InlineData(20, "The copy was interrupted.", Again)]
    [InlineData(23, "Some files of /srv/orders could not be copied.", $"The output names them: make them readable for the source user, or exclude them. {NoSnapshot}")]
    [InlineData(30, "The connection to db.example broke while files were being copied.", Again)]
    [InlineData(3, "sync-tree.sh failed with exit code 3.", UserException.DefaultAction)]
    [InlineData(14, "sync-tree.sh failed with exit code 14.", UserException.DefaultAction)]
    [InlineData(128, "sync-tree.sh failed with exit code 128.", UserException.DefaultAction)]
    [InlineData(137, "sync-tree.sh, or a program that it ran, was killed by signal 9.", "Find out what did that on its host, such as a lack of memory, then try again.")]
    [InlineData(143, "sync-tree.sh, or a program that it ran, was killed by signal 15.", "Find out what did that on its host, such as a lack of memory, then try again.")]
    public async Task Code_of_rsync_is_explained(int exitCode, string message, string action)
    {
        var output = $"rsync: [sender] something of note\nrsync error: some words (code {exitCode}) at main.c(1)";

        await FailAsync(exitCode, $"\n{output}\n\n", message, action, output);
    }

    [Theory]
    [InlineData(3, "No space left on device (28)")]
    [InlineData(11, "No space left on device (28)")]
    [InlineData(23, "No space left on device (28)")]
    [InlineData(87, "No space left on device (28)")]
    [InlineData(11, "Disk quota exceeded (122)")]
    [InlineData(23, "Disk quota exceeded (122)")]
    public async Task Full_storage_is_told_from_other_failures_to_write(int exitCode, string reason)
    {
        var output = $"rsync: write failed: {reason}\nrsync error: some words (code {exitCode}) at main.c(1)";

        await FailAsync(exitCode, output, "The storage at /mounted/ds is full.", FreeSpace, output);
    }

    [Theory]
    [InlineData(23, "rsync: [receiver] mkstemp \"/mounted/ds/.new.a1B2c3\" failed: No space left on device (28)\nrsync error: some words (code 23) at main.c(1)")]
    [InlineData(87, "cp: cannot create regular file '/mounted/ds/.dlpx-abcdef/item': No space left on device")]
    public async Task Storage_without_inodes_is_told_from_storage_without_room(int exitCode, string output) =>
        await FailAsync(exitCode, output, "The storage at /mounted/ds cannot hold more items.", "Give the engine storage with more inodes, or exclude what is not needed, then try again.", output);

    [Theory]
    [InlineData(87, "sync: error syncing '/mounted/ds': Input/output error\nWhat was written could not be brought to the disk.", "The storage at /mounted/ds gives errors.")]
    [InlineData(23, "rsync: [generator] readdir(\"/mounted/ds/.\"): Input/output error (5)\nrsync error: some words (code 23) at main.c(1)", "The storage at /mounted/ds gives errors.")]
    [InlineData(23, "rsync: [sender] read errors mapping \"/srv/orders/a\": Input/output error (5)\nrsync error: some words (code 23) at main.c(1)", "Some files of /srv/orders could not be copied.")]
    public async Task Storage_whose_disk_fails_is_told_from_a_source_whose_disk_fails(int exitCode, string output, string message) =>
        (await FailAsync(exitCode, output)).Message.Should().Be(message);

    [Theory]
    [InlineData(64, "what it said", "Enable the dataset again: the engine then mounts its storage, or says what is in the way.")]
    [InlineData(65, "/srv/orders does not exist on db.example.", "Check the path of the source config.")]
    [InlineData(66, "/srv/orders on db.example is not a directory.", "Check the path of the source config.")]
    [InlineData(67, "/srv/orders on db.example cannot be read by alice.", "Give the user the right to read it, or link with another user.")]
    [InlineData(68, "/srv/orders on db.example is empty, and the sync would empty the dataset.", "Check whether a disk of the source host is not mounted. If the directory is meant to be empty, set allowEmptySource.")]
    [InlineData(69, "The source /srv/orders and the mount location /mounted/ds lie one in the other: the dataset would be copied into itself.", "Choose a mount location outside of the source path.")]
    [InlineData(70, "rsync is not installed on the staging host.", "Install rsync 3.1 or newer there.")]
    [InlineData(71, "rsync is not installed on db.example.", "Install rsync 3.1 or newer there.")]
    [InlineData(72, "The OpenSSH client is not installed on the staging host.", "Install it there, for example with 'apt-get install openssh-client'.")]
    [InlineData(73, "The host name db.example is not known on the staging host.", "Check the source address, and the staging host's name service.")]
    [InlineData(74, "db.example does not accept connections on port 2222.", "Check that an SSH server listens there, the port, and firewalls between the hosts.")]
    [InlineData(75, "db.example does not answer on port 2222.", "Check that the host is up, the source address, and firewalls between the hosts.")]
    [InlineData(76, "db.example does not let alice in.", "Put the staging user's public key into the authorized_keys of alice on db.example, or name another key with identityFile.")]
    [InlineData(77, "The host key of db.example is not known on the staging host.", "Add it to the staging user's known_hosts, or set acceptNewHostKey to accept the key at the first contact.")]
    [InlineData(78, "The host key of db.example has changed since the last contact.", "Find out why. If the host was installed anew, remove the old key: the output names the file.")]
    [InlineData(79, "The SSH connection to db.example failed.", "Look at the output for the reason.")]
    [InlineData(80, "Another sync of this dataset is running.", "Wait until it has ended.")]
    [InlineData(81, "There is no record of what the sync captured.", "Start the sync again.")]
    [InlineData(255, "The SSH connection to db.example failed.", "Look at the output for the reason.")]
    [InlineData(83, "what it said", "Give the engine more storage, for example by deleting snapshots that are not needed, or exclude what is not needed.")]
    [InlineData(84, "what it said", "Install rsync 3.1 or newer on the staging host.")]
    [InlineData(85, "what it said", "Install rsync 3.1 or newer on db.example.")]
    [InlineData(87, "Files could not be written below /mounted/ds.", "Look at the output for the reason. No snapshot was taken; the next sync mends what this one left undone.")]
    [InlineData(99, "sync-tree.sh failed with exit code 99.", UserException.DefaultAction)]
    public Task Code_of_a_script_is_explained(int exitCode, string message, string action) =>
        FailAsync(exitCode, "  what it said\n", message, action, "what it said");

    // A full scratch folder ends the script with 1, as a misunderstanding ends rsync.
    [Theory]
    [InlineData(1, "mkdir: cannot create directory: No space left on device")]
    [InlineData(2, "bash: syntax error")]
    [InlineData(11, "")]
    public Task Code_that_rsync_did_not_say_is_not_taken_for_its_own(int exitCode, string stderr) =>
        FailAsync(exitCode, stderr, $"sync-tree.sh failed with exit code {exitCode}.", UserException.DefaultAction, stderr);

    [Theory]
    [InlineData("storage-not-mounted", "The engine's storage is not mounted at /mounted/vdb.", "Enable the dataset again: the engine then mounts its storage, or says what is in the way.")]
    [InlineData("storage-not-own", "What is mounted at /mounted/vdb is not the storage that was configured.", "Enable the dataset again: the engine then mounts its storage, or says what is in the way.")]
    [InlineData("storage-not-readable\nuser=bob", "The storage at /mounted/vdb cannot be read by bob.", "Give this user the right to read the root of the tree, or use another user on this host.")]
    [InlineData("storage-not-flushed", "What was written at /mounted/vdb could not be brought to the disk.", "Look at the output for the reason, then try again.")]
    [InlineData("tree-differs", "What is mounted at /mounted/vdb is not what the snapshot holds: the names, types, sizes or times in its root differ.", OtherSnapshot)]
    [InlineData("counts-differ\nfiles=1\ndirectories=2\nbytes=3", "What is mounted at /mounted/vdb is not what the snapshot holds: the snapshot has 7 files, 8 directories and 9 bytes, and /mounted/vdb has 1 files, 2 directories and 3 bytes.", OtherSnapshot)]
    [InlineData("symlinks-not-rerooted", "The symlinks into /srv/orders cannot be re-rooted.", "Look at the output for the reason. Re-rooting needs GNU tar on the target host, and room for all of these symlinks in the storage. To leave symlinks as they are, set rerootSymlinks to false.")]
    [InlineData("owners-not-set", "The owner of the items cannot be set to 5:6.", "Check ownerUid and ownerGid, and that the target user may change owners.")]
    public async Task Failure_of_configure_is_explained(string failure, string message, string action)
    {
        var hosts = new FakeHosts($"failure={failure}\n", 1, "words");
        var operations = new Provisioning(hosts.Libs, new LogRecorder<Provisioning>(), TimeProvider.System);
        var source = Samples.VirtualSource(new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = true, VerifyTree = true, OwnerUid = 5, OwnerGid = 6 });
        var snapshot = new SnapshotDefinition { Mode = SnapshotMode.Sync, SourcePath = "/srv/orders", Files = 7, Directories = 8, Bytes = 9 };

        var configure = () => operations.Configure(source, snapshot, Samples.Repository, CancellationToken.None);

        var thrown = (await configure.Should().ThrowAsync<UserException>()).Which;
        (thrown.Message, thrown.Action, thrown.Output).Should().Be((message, action, "words"));
    }

    [Theory]
    [InlineData("sync: error syncing '.': Input/output error", "The storage at /mounted/vdb gives errors.")]
    [InlineData("sync: error writing '.': No space left on device", "The storage at /mounted/vdb is full.")]
    public async Task Flush_that_fails_as_the_storage_does_is_told_as_that(string stderr, string message)
    {
        var hosts = new FakeHosts("failure=storage-not-flushed\n", 1, stderr);

        var flush = () => new Provisioning(hosts.Libs, new LogRecorder<Provisioning>(), TimeProvider.System)
            .Flush(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        (await flush.Should().ThrowAsync<UserException>()).Which.Message.Should().Be(message);
    }

    [Fact]
    public async Task Named_failure_is_explained_with_the_values_that_the_script_printed_and_was_given()
    {
        await CleanUpFailsAsync("noise=1\nfailure=mount-in-use\nmount=/scratch/a\\\\b\n", 1, "/scratch/a\\b cannot be unmounted.", "Look at the output for the reason, end what uses it, then try again.");
        await CleanUpFailsAsync("failure=guid-not-a-name\n", 1, "'vdb-guid' is not the name of a folder.", "Report this to the people who run the engine: it gave the dataset an identifier that it should not have.");
    }

    [Theory]
    [InlineData("", 1, "clean-up.sh failed with exit code 1.")]
    [InlineData("failure=never-heard-of\n", 1, "clean-up.sh failed with exit code 1.")]
    [InlineData("folder=/x\n", 23, "clean-up.sh failed with exit code 23.")]
    public Task Failure_without_a_known_name_is_told_with_its_exit_code(string stdout, int exitCode, string message) =>
        CleanUpFailsAsync(stdout, exitCode, message, UserException.DefaultAction);

    [Fact]
    public Task Script_that_was_killed_is_told_with_the_signal() =>
        CleanUpFailsAsync("", 137, "clean-up.sh, or a program that it ran, was killed by signal 9.", "Find out what did that on its host, such as a lack of memory, then try again.");

    [Fact]
    public async Task Output_longer_than_the_platform_takes_keeps_its_end()
    {
        var last = "rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1)";
        var stderr = string.Concat(Enumerable.Range(0, 100_000).Select(number => $"rsync: file {number} cannot be read\n")) + last;

        var thrown = await FailAsync(23, stderr);

        thrown.Output.Length.Should().BeLessThan(32 * 1024);
        thrown.Output.Should().StartWith("(The beginning is left out.)\n").And.EndWith($"rsync: file 99999 cannot be read\n{last}");
        thrown.Message.Should().Be("Some files of /srv/orders could not be copied.");
    }

    private static async Task CleanUpFailsAsync(string stdout, int exitCode, string message, string action)
    {
        var hosts = new FakeHosts(stdout, exitCode, " words\n");
        var cleanUp = () => new Provisioning(hosts.Libs, new LogRecorder<Provisioning>(), TimeProvider.System)
            .CleanUp(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);
        var thrown = (await cleanUp.Should().ThrowAsync<UserException>()).Which;
        (thrown.Message, thrown.Action, thrown.Output).Should().Be((message, action, "words"));
    }

    private static async Task FailAsync(int exitCode, string stderr, string message, string action, string output)
    {
        var thrown = await FailAsync(exitCode, stderr);
        (thrown.Message, thrown.Action, thrown.Output).Should().Be((message, action, output));
    }

    private static async Task<UserException> FailAsync(int exitCode, string stderr)
    {
        var hosts = new FakeHosts("noise", exitCode, stderr);
        var copy = () => new Ingestion(hosts.Libs, new LogRecorder<Ingestion>(), new ImpatientClock())
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);
        return (await copy.Should().ThrowAsync<UserException>()).Which;
    }
}
