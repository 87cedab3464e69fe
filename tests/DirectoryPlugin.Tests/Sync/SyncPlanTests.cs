using Delphix.Virtualization;
using DirectoryPlugin.Sync;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Sync;

/// <summary>What is decided before the first byte moves.</summary>
public sealed class SyncPlanTests
{
    [Fact]
    public void Plan_for_hosts_that_can_do_all_has_no_warnings()
    {
        var plan = Make();

        plan.Warnings.Should().BeEmpty();
        plan.IsLocal.Should().BeFalse();
        (plan.Variables["COPY_OPTIONS"], plan.Variables["NOISE"]).Should().Be(("--force\n--acls\n-XX", "false"));
        plan.Variables["OPTIONS"].Should().Contain("--modify-window=-1");
    }

    [Theory]
    [InlineData("rsync=rsync  version 3.5.0  protocol version 32\\n    ACLs, xattrs\n", "", "rsync is not installed on the staging host.")]
    [InlineData("ssh=/usr/bin/ssh", "ssh=", "The OpenSSH client is not installed on the staging host.")]
    [InlineData("state=present", "state=missing", "/srv/orders does not exist on db.example.")]
    [InlineData("state=present", "state=not-a-directory", "/srv/orders on db.example is not a directory.")]
    [InlineData("state=present", "state=unreadable", "/srv/orders on db.example cannot be read by alice.")]
    [InlineData("rsync  version 3.1.2  protocol version 31\\n", "", "rsync is not installed on db.example.")]
    [InlineData("version 3.1.2", "version 3.0.9", "rsync of db.example cannot be used: 3.0.9 is too old.")]
    [InlineData(
        "rsync=rsync  version 3.5.0", "rsync=openrsync", "rsync of the staging host cannot be used: openrsync  protocol version 32.")]
    public void Sync_that_cannot_be_done_is_refused(string part, string other, string message) =>
        FluentActions.Invoking(() => Make(part, other)).Should().Throw<UserException>().WithMessage(message);

    [Theory]
    [InlineData("ssh: Could not resolve hostname db.example: Name or service not known", "host-unknown")]
    [InlineData("ssh: connect to host db.example port 22: Connection refused", "connection-refused")]
    [InlineData("ssh: connect to host db.example port 22: Connection timed out", "connection-timed-out")]
    [InlineData("alice@db.example: Permission denied (publickey,password).", "login-refused")]
    [InlineData("Host key verification failed.", "host-key-unknown")]
    [InlineData("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.", "host-key-changed")]
    [InlineData("Connection reset by 10.0.0.1 port 22", "connection-lost")]
    [InlineData("kex_exchange_identification: banner line contains invalid characters", "connection-failed")]
    [InlineData("", "connection-lost")]
    public void Connection_that_fails_has_the_name_of_its_cause(string stderr, string failure) =>
        FluentActions.Invoking(() => Make("\\ndlpx-end", "", stderr)).Should().Throw<ScriptException>().Which.Failure.Should().Be(failure);

    [Theory]
    [InlineData("1000 8000 12%", "900 0 100%", "")]
    [InlineData("1000 8000 12%", "4882 0 100%", "")]
    [InlineData("1000 8000 12%", "4883 0 100%", "5000000")]
    [InlineData("1000 8000 12%", "- - -", "5000000")]
    public void Room_is_measured_where_the_source_may_be_larger_than_the_storage(string part, string other, string expected)
    {
        // 5,000,000 bytes are free; the numbers of the source are KiB in use, KiB free, and percent.
        var plan = Make(part, other);

        plan.Variables["ROOM_BYTES"].Should().Be(expected);
        plan.Variables["ROOM_ITEMS"].Should().BeEmpty();
    }

    [Theory]
    [InlineData("9000 100 8900 2%", "9000 6000 3000 67%", "5000")]
    [InlineData("9000 100 8900 2%", "0 0 0 -", "5000")]
    public void Items_are_measured_too(string part, string other, string expected) =>
        Make(part, other).Variables["ROOM_ITEMS"].Should().Be(expected);

    [Fact]
    public void Storage_that_does_not_count_is_not_measured() =>
        Make("5000000 5000 9000000 9000", "0 - 0 -").Variables.Should().Contain("ROOM_BYTES", "").And.Contain("ROOM_ITEMS", "");

    [Theory]
    [InlineData("synced=1700000000 1600000000 there:5:6 0 0", "synced=1700000000 1600000001 there:5:6 0 0", "1700000000")]
    [InlineData("synced=1700000000 1600000000 there:5:6 0 0", "synced=1700000000 1600000002 there:5:6 0 0", "")]
    [InlineData("synced=1700000000 1600000000 there:5:6 0 0", "synced=1700000000 1600000000 there:5:7 0 0", "")]
    [InlineData("synced=1700000000 1600000000 there:5:6 0 0", "synced=1700000000 1600000000 there:5:6 1000 0", "")]
    [InlineData("synced=1700000000 1600000000 there:5:6 0 0", "synced=EUID[$(x)] 1 1", "")]
    [InlineData("clock=1700000100", "clock=", "")]
    [InlineData("uptime=100000100", "uptime=-1", "")]
    public void What_the_last_sync_remembered_holds_for_the_same_directory_user_and_clock_only(string part, string other, string since) =>
        Make(part, other).Variables["SINCE"].Should().Be(since);

    [Fact]
    public void Mount_points_that_are_gone_give_a_terminal_no_orders() =>
        Make(
            "\nssh=", "\nsourceMounts=a\r\u001b[2Jb\u202e\nssh=",
            probe: Samples.Probe.Replace("rsync=\\n", "mounts=\\n/srv/orders\\n//\\n/srv\\nrsync=\\n"))
            .Warnings.Should().Equal(
                "Nothing is mounted any more in a\\x0D\\x1B[2Jb\\x202E of the source: what was there was deleted from the dataset.");

    // The engine hides values that it did not give itself, such as the names of mounts, so they are none of the variables.
    [Theory]
    [InlineData("/srv", "second-disk", "second-disk")]
    [InlineData("/srv", "\tsecond-disk\\n\ta\\040b", "second-disk, a\\040b")]
    public void Mount_points_that_are_gone_are_in_the_message_and_in_no_variable(string around, string remembered, string expected)
    {
        var plan = Make(
            "\nssh=", $"\nsourceMounts={remembered}\nssh=",
            probe: Samples.Probe.Replace("rsync=\\n", $"mounts=\\n/srv/orders\\n//\\n{around}\\nrsync=\\n"));

        plan.Named["GONE_MOUNTS"].Should().Be(expected);
        (plan.Variables["GONE_MOUNTS"], plan.Variables["SOURCE_MOUNTS"]).Should().Be(("true", "\t/srv"));
    }

    // Where the host tells of no mounts, of too many, or of one whose name has bytes that are no character, rsync itself has to see them.
    [Theory]
    [InlineData("/srv/orders\\n//\\n/\\n/srv/orders/d", false)]
    [InlineData("/srv/orders\\n//\\n/\\n/srv/orders/d\uFFFD", true)]
    [InlineData("/srv/orders\\n//", true)]
    [InlineData("", true)]
    public void What_is_mounted_in_the_source_is_left_out_by_rsync_where_it_cannot_be_named(string mounts, bool byRsync) =>
        Make(probe: Samples.Probe.Replace("rsync=\\n", $"mounts=\\n{mounts}\\nrsync=\\n"), oneFileSystem: true)
            .Variables["OPTIONS"].Contains("--one-file-system").Should().Be(byRsync);

    [Theory]
    [InlineData("192.0.2.2 22", "192.0.2.1 22", true)]
    [InlineData("192.0.2.2 22", "127.0.0.2 22", true)]
    [InlineData("192.0.2.2 22", "192.0.2.2 22", false)]
    [InlineData("connection=192.0.2.1 4711 192.0.2.2 22", "connection=", false)]
    [InlineData("192.0.2.2 22\\nproof=1234", "192.0.2.1 22\\nproof=1235", false)]
    [InlineData("192.0.2.2 22\\nproof=1234", "192.0.2.1 22\\nproof=", false)]
    public void Source_is_here_only_where_the_connection_ended_here(string part, string other, bool expected)
    {
        var here = Samples.Probe.Replace("machine=there", "machine=here").Replace("4:3\\n4:4", "4:1\\n4:2")
            .Replace("identity=4:1\\n4:2\n", "identity=4:1\\n4:2\\n5:6\nproof=1234\n")
            .Replace("192.0.2.2 22", "192.0.2.2 22\\nproof=1234");

        var plan = Make(part, other, probe: here);

        plan.IsLocal.Should().Be(expected);
        plan.Variables["FROM"].Should().Be(expected ? "/srv/orders" : "source:/srv/orders");
        plan.Variables["DIRECTORY"].Should().Be("5:6");
    }

    [Theory]
    [InlineData(@"/a[b]*?\c", @"source:/a[[]b][*][?][\\]c")]
    [InlineData(@"/a\c", @"source:/a\c")]
    [InlineData("/", "source:/")]
    public void Path_on_another_host_is_no_pattern(string path, string expected) =>
        Make(path: path).Variables["FROM"].Should().Be(expected);

    [Fact]
    public void What_cannot_be_kept_is_warned_of_and_tried_again()
    {
        var plan = Make("ACLs, xattrs", "no ACLs, no xattrs");

        plan.Warnings.Should().Equal(
            "ACLs were not kept: rsync of the staging host or the source host cannot.",
            "Extended attributes were not kept: rsync of the staging host or the source host cannot.");
        (plan.Variables["COPY_OPTIONS"], plan.Variables["SYNCED"]).Should().Be(("--force", ""));
    }

    [Fact]
    public void Copy_of_a_source_that_is_quiet_is_made_once() => Make().GoesOn(new RunResult(0, "mode=sync\n", "")).Should().BeFalse();

    [Theory]
    [InlineData("vanished=3")]
    [InlineData("links=unsettled")]
    public void Copy_of_a_source_that_changed_meanwhile_is_made_once_more_and_both_count(string change)
    {
        var plan = Make();
        var begin = plan.Variables["RECORD"];
        var copied = new RunResult(
            0,
            $"{begin}\nmode=first\ncompared=Number of deleted files: 4 (reg: 4)\ncopied=Total transferred file size: 5 "
                + $"bytes\nhealedFiles=1\nhealedBytes=2\n"
            + $"files=7\n{change}\nrootFingerprint=abc\n",
            "");

        plan.GoesOn(copied).Should().BeTrue();
        plan.Variables["RECORD"].Should().Be(
            $"{begin}\nmode=first\ncopied=Total transferred file size: 5 bytes\nhealedFiles=1\nhealedBytes=2\ndeletedItems=4");
        plan.GoesOn(copied).Should().BeFalse("what changes again is accepted");
    }

    [Theory]
    [InlineData("set_acl: sys_acl_set_file(a, ACL_TYPE_ACCESS): Operation not supported (95)", "lost=acls", "--force\n-XX")]
    [InlineData(
        "rsync_xal_set: lsetxattr(\"a\",\"user.x\") failed: Operation not supported (95)", "lostAttribute=user.x",
        "--force\n--acls\n-XX\n--filter=-x user.x\n--filter=-x system.*")]
    [InlineData(
        "rsync_xal_set: fsetxattr(\"a\",\"user.x*y\") failed: Invalid argument (22)", "lostAttribute=user.x*y",
        "--force\n--acls\n-XX\n--filter=-x user.x\\\\*y\n--filter=-x system.*")]
    [InlineData(
        "rsync_xal_set: fsetxattr(\"a\",\"b\",\"user.x\") failed: Argument list too long (7)", "lostAttribute=user.x",
        "--force\n--acls\n-XX\n--filter=-x user.x\n--filter=-x system.*")]
    public void Attributes_that_the_storage_cannot_hold_are_left_out_and_tried_again_by_the_next_sync(
        string said, string lost, string options)
    {
        var plan = Make();
        var failed = new RunResult(
            1, $"{plan.Variables["RECORD"]}\nmode=first\ncopied=Number of files: 1\nfailure=rsync-failed\ncode=23\n",
            $"rsync: [generator] {said}\n");

        plan.GoesOn(failed).Should().BeTrue();
        (plan.Variables["COPY_OPTIONS"], plan.Variables["SYNCED"]).Should().Be((options, ""));
        plan.Variables["RECORD"].Should().EndWith($"\nmode=first\ncopied=Number of files: 1\n{lost}");
    }

    [Fact]
    public void Attribute_that_is_refused_again_though_it_was_left_out_takes_all_others_with_it_and_then_the_copy_fails()
    {
        var plan = Make();
        var failed = new RunResult(
            1, "failure=rsync-failed\ncode=23\n",
            "rsync: [receiver] rsync_xal_set: fsetxattr(\"a\",\"user.x\") failed: Operation not supported (95)\n");

        plan.GoesOn(failed).Should().BeTrue();
        plan.GoesOn(failed).Should().BeTrue();
        plan.Variables["COPY_OPTIONS"].Should().Be("--force\n--acls");
        plan.Variables["RECORD"].Should().EndWith("\nlost=xattrs");
        plan.GoesOn(failed).Should().BeFalse();
    }

    [Fact]
    public void What_earlier_copies_did_counts_also_when_the_next_one_fails()
    {
        var plan = Make();
        plan.GoesOn(new RunResult(0, "mode=sync\ncompared=Number of deleted files: 4\nhealedFiles=1\nvanished=1\n", "")).Should().BeTrue();
        var failed = new RunResult(
            1,
            $"{plan.Variables["RECORD"]}\ncompared=Number of deleted files: 9\nfailure=rsync-failed\ncode=23\n",
            "rsync: [generator] set_acl: sys_acl_set_file(a, ACL_TYPE_ACCESS): Operation not supported (95)\n");

        plan.GoesOn(failed).Should().BeTrue();

        plan.Variables["RECORD"].Should().Contain("\ndeletedItems=4").And.Contain("\nhealedFiles=1").And.NotContain("deletedItems=9");
    }

    [Theory]
    [InlineData("failure=rsync-failed\ncode=23\n", "rsync: [sender] send_files failed to open \"a\": Permission denied (13)\n")]
    [InlineData("failure=sync-running\n", "")]
    [InlineData("", "")]
    public void Copy_that_failed_otherwise_is_not_made_again(string stdout, string stderr) =>
        Make().GoesOn(new RunResult(1, stdout, stderr)).Should().BeFalse();

    private static SyncPlan Make(
        string part = "", string other = "", string stderr = "", string probe = Samples.Probe, string path = "/srv/orders",
        bool oneFileSystem = false)
    {
        if (part.Length > 0)
        {
            probe.Should().Contain(part, "otherwise the test changes nothing");
            probe = probe.Replace(part, other, StringComparison.Ordinal);
        }

        var given = new Dictionary<string, string>
        {
            ["SOURCE_PATH"] = path,
            ["SOURCE_ADDRESS"] = "db.example",
            ["SOURCE_USER"] = "alice",
            ["SSH_PORT"] = "22",
            ["MODE"] = "sync",
            ["COPY_OPTIONS"] = "--force",
            ["RECORD"] = "",
            ["FILTERS"] = "",
            ["SCRATCH_PATH"] = "/scratch",
            ["ALLOW_EMPTY_SOURCE"] = "false",
            ["ONE_FILE_SYSTEM"] = oneFileSystem ? "true" : "false",
        };
        return SyncPlan.Make(new ScriptOutput("probe", probe), stderr, given, DateTimeOffset.UnixEpoch);
    }
}
