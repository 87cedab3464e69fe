using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

public sealed class ScriptFailureTests
{
    private const string NoSnapshot = "No snapshot was taken.";
    private const string OtherSnapshot =
        "Use another snapshot, and check the engine's storage: the data of this one is not complete, or not its own.";
    private const string Again = "Start the sync again; what was copied is not copied again.";
    private const string FreeSpace =
        "Free space in the engine's storage, for example by deleting snapshots that are not needed, then try again.";
    private const string Versions = "rsync on the source host and on the staging host do not understand each other.";
    private const string CheckRights =
        $"The output names them: check the rights of the staging user and what the storage supports. {NoSnapshot}";
    private const string MoreStorage =
        "Give the engine more storage, for example by deleting snapshots that are not needed, or exclude what is not needed.";
    private const string CheckVersions =
        "Check that both hosts have rsync 3.1 or newer, and that the login files of the source user print nothing.";

    [Theory]
    [InlineData(1, Versions, CheckVersions)]
    [InlineData(2, Versions, CheckVersions)]
    [InlineData(4, Versions, CheckVersions)]
    [InlineData(11, "Some files could not be written below /mounted/ds.", CheckRights)]
    [InlineData(12, "The connection to db.example broke while files were being copied.", Again)]
    [InlineData(20, "The copy was interrupted.", Again)]
    [InlineData(
        23, "Some files of /srv/orders could not be copied.",
        $"The output names them: make them readable for the source user, or exclude them. {NoSnapshot}")]
    [InlineData(
        13, "rsync printed too much about /srv/orders: more than 64 MiB of errors, or than 4 GiB about what differs.",
        $"The output has the last of them: correct the cause, or exclude these files. {NoSnapshot}")]
    [InlineData(
        30, "rsync of the staging host and of db.example sent each other nothing for 60 minutes.",
        "Check that no rsync is stopped, and that no disk or network share at /srv/orders hangs, then start the sync again; what was "
            + "copied is not copied again.")]
    [InlineData(127, "rsync is not installed on db.example.", "Install rsync 3.1 or newer there.")]
    [InlineData(255, "The SSH connection to db.example failed.", "Look at the output for the reason.")]
    [InlineData(3, "rsync failed with exit code 3.", $"Look at the output for the reason. {NoSnapshot}")]
    [InlineData(14, "rsync failed with exit code 14.", $"Look at the output for the reason. {NoSnapshot}")]
    public async Task Code_of_rsync_is_explained(int code, string message, string action)
    {
        var output = $"rsync: [sender] something of note\nrsync error: some words (code {code}) at main.c(1)";

        await FailAsync($"rsync-failed\ncode={code}", $"\n{output}\n\n", message, action, output);
    }

    [Theory]
    [InlineData(3, "No space left on device (28)")]
    [InlineData(11, "No space left on device (28)")]
    [InlineData(23, "No space left on device (28)")]
    [InlineData(11, "Disk quota exceeded (122)")]
    [InlineData(23, "Disk quota exceeded (122)")]
    public async Task Full_storage_is_distinguished_from_other_failures_to_write(int code, string reason)
    {
        var output = $"rsync: write failed: {reason}\nrsync error: some words (code {code}) at main.c(1)";

        await FailAsync($"rsync-failed\ncode={code}", output, "The storage at /mounted/ds is full.", FreeSpace, output);
    }

    [Theory]
    [InlineData(
        "rsync: [receiver] mkstemp \"/mounted/ds/.new.a1B2c3\" failed: No space left on device (28)",
        "The storage at /mounted/ds cannot hold more items.")]
    [InlineData("rsync: [generator] readdir(\"/mounted/ds/.\"): Input/output error (5)", "The storage at /mounted/ds gives errors.")]
    [InlineData(
        "rsync: [sender] read errors mapping \"/srv/orders/a\": Input/output error (5)", "Some files of /srv/orders could not be copied.")]
    [InlineData(
        "rsync: [receiver] open \"/mounted/ds/a\" failed: Permission denied (13)", "Some files could not be written below /mounted/ds.")]
    [InlineData(
        "rsync: [sender] change_dir \"/srv/orders\" failed: No such file or directory (2)", "/srv/orders does not exist on db.example.")]
    public async Task What_rsync_says_tells_one_cause_from_another(string stderr, string message) =>
        (await FailAsync("rsync-failed\ncode=23", $"{stderr}\nrsync error: some words (code 23) at main.c(1)")).Message.Should()
            .Be(message);

    // What a file is called is not why something failed.
    [Theory]
    [InlineData("No space left on device written")]
    [InlineData("No space left on device")]
    [InlineData("No space left on device (28)")]
    [InlineData("Disk quota exceeded (122)")]
    [InlineData("Input/output error (5)")]
    [InlineData("Read-only file system (30)")]
    [InlineData("Text file busy (26)")]
    [InlineData("change_dir failed: No such file or directory (2)")]
    [InlineData("rsync: [sender] change_dir \"\" failed: No such file or directory (2)")]
    [InlineData("[receiver]")]
    [InlineData("rsync: [generator] \"")]
    [InlineData("set_acl: (95)")]
    [InlineData("rsync: [generator] rsync_xal_set: lsetxattr(\"a\",\"user.x\") failed: Operation not supported (95)")]
    [InlineData("x' y' No space left on device")]
    [InlineData("filename overflows max-path len by 1: x")]
    public async Task Name_of_a_file_does_not_tell_why_it_could_not_be_read(string name)
    {
        // As rsync writes names, with quotes and, in two messages, without.
        string[] lines =
        [
            $"rsync: [sender] send_files failed to open \"/srv/orders/{name}\": Permission denied (13)",
            $"rsync: [sender] get_acl: sys_acl_get_file({name}, ACL_TYPE_ACCESS): Permission denied (13)",
            $"file has vanished: \"/srv/orders/{name}\"",
            $"cannot delete non-empty directory: {name}",
        ];

        (await FailAsync("rsync-failed\ncode=23", string.Join('\n', lines))).Message.Should()
            .Be("Some files of /srv/orders could not be copied.");
    }

    [Theory]
    [InlineData("x: connection unexpectedly closed", 137, "rsync on the staging host was killed (exit code 137).")]
    [InlineData("rsync: connection unexpectedly closed", 137, "rsync on the staging host was killed (exit code 137).")]
    [InlineData("Connection refused", 255, "The SSH connection to db.example failed.")]
    [InlineData("Permission denied", 255, "The SSH connection to db.example failed.")]
    public async Task Name_of_a_file_does_not_tell_how_the_connection_ended(string name, int code, string message)
    {
        var stderr = $"file has vanished: \"/srv/orders/{name}\"\ncannot delete non-empty directory: {name}";

        (await FailAsync($"rsync-failed\ncode={code}", stderr)).Message.Should().Be(message);
    }

    [Theory]
    [InlineData("Warning: Identity file /keys/Connection refused not accessible: No such file or directory.", "key-missing")]
    [InlineData("no such identity: /keys/Connection refused: No such file or directory", "key-missing")]
    [InlineData("Load key \"/keys/Connection refused\": Permission denied", "key-unreadable")]
    [InlineData(
        "Permissions 0644 for '/keys/Connection refused' are too open.\nLoad key \"/keys/Connection refused\": bad permissions",
        "key-unprotected")]
    public void Name_of_a_key_does_not_tell_why_ssh_failed(string stderr, string failure) =>
        DirectoryPlugin.Sync.SshFailure.OfConnection($"{stderr}\nalice@db.example: Permission denied (publickey).").Should().Be(failure);

    [Theory]
    [InlineData("tar: ./Operation not permitted: Cannot create symlink to '/x': No space left on device")]
    [InlineData("mv: cannot move '/proc/self/fd/9/Operation not permitted' to './Operation not permitted': No space left on device")]
    public void Name_of_a_link_does_not_tell_why_it_could_not_be_re_rooted(string stderr) =>
        TreeFailure.ExplainSymlink("/srv", "/mnt", "/mnt", stderr).Message.Should().Be(
            "The symlinks into /srv cannot be re-rooted: the first that failed is 'Operation not permitted' below /mnt.");

    [Theory]
    [InlineData(
        "", "rsync: [generator] delete_file: unlink(u/sub/x) failed: Read-only file system (30)",
        "What is at /mounted/ds, or a part of it, is read-only.", "'btrfs property set -ts PATH ro false'")]
    [InlineData(
        "", "rsync: [receiver] open \"/mounted/ds/u/sleep\" failed: Text file busy (26)",
        "A program of the dataset below /mounted/ds is running, so its file cannot be written.", "end the program on the staging host")]
    [InlineData(
        "", "filename overflows max-path len by 127: u/ddd",
        "A path in /srv/orders, or in the dataset at /mounted/ds, is too long for rsync, which takes less than 4,096 bytes.",
        "Delete it in the dataset; at the source, shorten or exclude it.")]
    [InlineData(
        "mode=first\n", "filename overflows max-path len by 127: u/ddd",
        "A path in /srv/orders is too long for rsync, which takes less than 4,096 bytes.", "at the source, shorten or exclude it.")]
    public async Task What_the_user_of_a_dataset_put_in_the_way_is_reported_with_the_way_out(
        string printed, string stderr, string message, string action)
    {
        var thrown = await FailAsync(
            $"rsync-failed\ncode=23",
            $"{stderr}\nrsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1394) [sender=3.5.0]",
            printed);

        thrown.Message.Should().Be(message);
        thrown.Action.Should().Contain(action);
    }

    [Fact]
    public async Task Items_that_cannot_be_deleted_as_they_are_read_only_are_reported_with_the_way_out() =>
        (await FailAsync("storage-not-writable", "rsync: [generator] delete_file: rmdir(u/sub) failed: Read-only file system (30)")).Action
            .Should().Contain("'btrfs property set -ts PATH ro false'");

    [Theory]
    [InlineData("[::1]", true)]
    [InlineData("alice@db", true)]
    [InlineData("ssh://db", true)]
    [InlineData("db:22", true)]
    [InlineData(" db", true)]
    [InlineData("::1", false)]
    [InlineData("db.example", false)]
    public void Address_that_holds_more_than_an_address_is_reported_with_what_is_too_much(string address, bool isHinted)
    {
        var variables = new Dictionary<string, string> { ["SOURCE_ADDRESS"] = address };

        ScriptFailure.Explain("host-unknown", _ => null, variables, "")!.Action
            .Contains("without brackets, user, port", StringComparison.Ordinal).Should().Be(isHinted);
    }

    [Theory]
    [InlineData(
        "storage-not-mounted", "The engine's storage is not mounted at /mounted/ds.",
        "Enable the dataset again: the engine then mounts its storage, or says what is in the way.")]
    [InlineData(
        "storage-not-writable", "Items could not be deleted below /mounted/ds.",
        $"Look at the output for the reason, check the rights of the staging user, then sync again. {NoSnapshot}")]
    [InlineData(
        "storage-too-small\nbytes=7\nitems=7\nROOM_BYTES=5\nROOM_ITEMS=",
        "The storage at /mounted/ds is too small: the source takes 7 bytes, 5 are free.", MoreStorage)]
    [InlineData(
        "storage-too-small\nbytes=7\nitems=7\nROOM_BYTES=7\nROOM_ITEMS=5",
        "The storage at /mounted/ds is too small: the source has 7 items, there is room for 5.", MoreStorage)]
    [InlineData(
        "source-empty", "/srv/orders on db.example is empty, or all of it is excluded: the sync would empty the dataset.",
        "Check whether a disk of the source host is not mounted. If the directory is meant to be empty, set allowEmptySource.")]
    [InlineData(
        "source-inside",
        "The mount location /mounted/ds lies in the source /srv/orders, or the source in it: the dataset would be copied into itself.",
        "Choose a mount location outside of the source path.")]
    [InlineData("sync-running", "Another sync of this dataset is running.", "Wait until it has ended.")]
    public Task Failure_of_a_copy_is_explained(string failure, string message, string action) =>
        FailAsync(failure, "  what it said\n", message, action, "what it said");

    [Theory]
    [InlineData(
        "storage-not-mounted", "The engine's storage is not mounted at /mounted/vdb.",
        "Enable the dataset again: the engine then mounts its storage, or says what is in the way.")]
    [InlineData(
        "storage-not-own", "What is mounted at /mounted/vdb is not the storage that was configured.",
        "Enable the dataset again: the engine then mounts its storage, or says what is in the way.")]
    [InlineData(
        "storage-not-readable\nuser=bob", "The storage at /mounted/vdb, or a folder in it, cannot be read by bob.",
        "The output names it. Give this user the right to read it, or use root on this host: only root keeps folders that their own owner "
            + "may not read and enter.")]
    [InlineData(
        "trial-not-removed\nfolder=.dlpx-1",
        "The folder .dlpx-1 in /mounted/vdb, which re-rooting symlinks uses, is there already and cannot be removed.",
        "Look at the output for the reason, then remove it by hand. If it has a read-only subvolume: 'btrfs property set -ts PATH ro "
            + "false'.")]
    [InlineData(
        "storage-not-flushed", "What was written at /mounted/vdb could not be brought to the disk.",
        "Look at the output for the reason, then try again.")]
    [InlineData(
        "tree-differs",
        "What is mounted at /mounted/vdb is not what the snapshot holds: the names, types, sizes or times in its root differ.",
        OtherSnapshot)]
    [InlineData(
        "counts-differ\nfiles=1\ndirectories=2\nbytes=3",
        "What is mounted at /mounted/vdb is not what the snapshot holds: the snapshot has 7 files, 8 directories and 9 bytes, and "
            + "/mounted/vdb has 1 files, 2 directories and 3 bytes.",
        OtherSnapshot)]
    [InlineData(
        "mount-path-not-own", "/mounted/vdb leads to a folder that has another path.",
        "Choose a mount location without symlinks on its way, and see who may change the folders above it.")]
    [InlineData(
        "scratch-not-own",
        "The folder /target/scratch/vdb-guid cannot be used: it has to belong to the user of this host that the engine logs in as, and "
            + "nobody else may write to it.",
        "Look at the output for the reason. If another user made this folder, find out why, and remove it.")]
    [InlineData(
        "mounted-below", "Something is mounted below /mounted/vdb, and would be changed with the tree.",
        "Unmount it, then try again: 'findmnt -R /mounted/vdb' shows what is mounted.")]
    [InlineData(
        "symlinks-not-rerooted", "The symlinks into /srv/orders cannot be re-rooted: the first that failed is '.' below /mounted/vdb.",
        "Look at the output for the reason. Re-rooting needs GNU tar on the target host, and room in the storage for the new symlinks of "
            + "a folder. To leave symlinks as they are, set rerootSymlinks to false.")]
    [InlineData(
        "owners-not-set", "The owner of the items cannot be set to user 5 and group 6.",
        "Check ownerUid and ownerGid, and that the target user may change owners.")]
    public async Task Failure_of_configure_is_explained(string failure, string message, string action)
    {
        var hosts = new FakeHosts($"failure={failure}\n", 1, "words");
        var operations = new Provisioning(hosts.Libs, new FakeLogger<Provisioning>(), TimeProvider.System);
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition
            {
                MountLocation = "/asked/vdb",
                RerootSymlinks = true,
                VerifyTree = true,
                OwnerUid = 5,
                OwnerGid = 6,
            });
        var snapshot =
            new SnapshotDefinition { Mode = SnapshotMode.Sync, SourcePath = "/srv/orders", Files = 7, Directories = 8, Bytes = 9 };

        var configure = () => operations.Configure(source, snapshot, Samples.Repository, CancellationToken.None);

        var thrown = (await configure.Should().ThrowAsync<UserException>()).Which;
        (thrown.Message, thrown.Action, thrown.Output).Should().Be((message, action, "words"));
    }

    [Theory]
    [InlineData("sync: error syncing '.': Input/output error", "The storage at /mounted/vdb gives errors.")]
    [InlineData("sync: error writing '.': No space left on device", "The storage at /mounted/vdb is full.")]
    public async Task Flush_that_fails_as_the_storage_does_is_reported_as_that(string stderr, string message)
    {
        var hosts = new FakeHosts("failure=storage-not-flushed\n", 1, stderr);

        var flush = () => new Provisioning(hosts.Libs, new FakeLogger<Provisioning>(), TimeProvider.System)
            .Flush(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        (await flush.Should().ThrowAsync<UserException>()).Which.Message.Should().Be(message);
    }

    [Fact]
    public async Task Named_failure_is_explained_with_the_values_that_the_script_printed_and_was_given()
    {
        await CleanUpFailsAsync(
            "noise=1\nfailure=mount-in-use\nmount=/scratch/a\\\\b\n", 1, "/scratch/a\\b cannot be unmounted.",
            "Look at the output for the reason, end what uses it, then try again.");
        await CleanUpFailsAsync(
            "failure=guid-not-a-name\n", 1, "'vdb-guid' is not the name of a folder.",
            "Report this to the people who run the engine: it gave the dataset an identifier that it should not have.");
    }

    [Theory]
    [InlineData("", 1, "clean-up.sh failed with exit code 1.")]
    [InlineData("failure=never-heard-of\n", 1, "clean-up.sh failed with exit code 1.")]
    [InlineData("folder=/x\n", 23, "clean-up.sh failed with exit code 23.")]
    public Task Failure_without_a_known_name_is_reported_with_its_exit_code(string stdout, int exitCode, string message) =>
        CleanUpFailsAsync(stdout, exitCode, message, UserException.DefaultAction);

    [Fact]
    public Task Script_that_was_killed_is_reported_with_the_signal() =>
        CleanUpFailsAsync(
            "", 137, "clean-up.sh, or a program that it ran, was killed by signal 9.",
            "Find out what killed it on its host, such as a lack of memory, then try again.");

    [Fact]
    public async Task Output_longer_than_the_platform_takes_keeps_its_end()
    {
        var last = "rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1)";
        var stderr = string.Concat(Enumerable.Range(0, 100_000).Select(number => $"rsync: file {number} cannot be read\n")) + last;

        var thrown = await FailAsync("rsync-failed\ncode=23", stderr);

        thrown.Output.Length.Should().BeLessThan(32 * 1024);
        thrown.Output.Should().StartWith("(The beginning is left out.)\n").And.EndWith($"rsync: file 99999 cannot be read\n{last}");
        thrown.Message.Should().Be("Some files of /srv/orders could not be copied.");
    }

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "\\x1B[31mred\\x1B[0m")]
    [InlineData("\u001b]0;title\a", "\\x1B]0;title\\x07")]
    [InlineData("lines of ssh\r\nend so", "lines of ssh\nend so")]
    [InlineData("over\rwritten", "over\\x0Dwritten")]
    [InlineData("\u009b2J \u202ereversed \u2028", "\\x9B2J \\x202Ereversed \\x2028")]
    [InlineData("tab\tümläut 🙂", "tab\tümläut 🙂")]
    public async Task What_a_host_says_gives_the_terminal_no_orders(string said, string shown)
    {
        (await FailAsync("rsync-failed\ncode=23", $"begin {said} end")).Output.Should().Be($"begin {shown} end");
        (await FailAsync("never-heard-of", $"begin {said} end")).Output.Should().Be($"begin {shown} end");
        (await FailAsync($"storage-not-readable\nuser=bob {said.Replace("\n", "\\n", StringComparison.Ordinal)} end", "")).Message.Should()
            .Contain($"bob {shown} end");
        new DirectoryPlugin.Sync.RsyncVersion($"rsync  version 3.2.{said} end").Number.Should()
            .NotMatchRegex("[\u0001-\u0008\u000d\u001b\u009b]");
    }

    private static async Task CleanUpFailsAsync(string stdout, int exitCode, string message, string action)
    {
        var hosts = new FakeHosts(stdout, exitCode, " words\n");
        var cleanUp = () => new Provisioning(hosts.Libs, new FakeLogger<Provisioning>(), TimeProvider.System)
            .CleanUp(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);
        var thrown = (await cleanUp.Should().ThrowAsync<UserException>()).Which;
        (thrown.Message, thrown.Action, thrown.Output).Should().Be((message, action, "words"));
    }

    private static async Task FailAsync(string failure, string stderr, string message, string action, string output)
    {
        var thrown = await FailAsync(failure, stderr);
        (thrown.Message, thrown.Action, thrown.Output).Should().Be((message, action, output));
    }

    private static async Task<UserException> FailAsync(string failure, string stderr, string printed = "")
    {
        var hosts = new FakeHosts($"noise\n{printed}failure={failure}\n", 1, stderr);
        var copy = () => new Ingestion(hosts.Libs, new FakeLogger<Ingestion>(), new ImpatientClock())
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);
        return (await copy.Should().ThrowAsync<UserException>()).Which;
    }
}
