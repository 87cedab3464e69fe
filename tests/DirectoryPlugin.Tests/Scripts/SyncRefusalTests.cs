using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>When a sync does not even begin: the dataset stays as it is.</summary>
public sealed class SyncRefusalTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact("rsync")]
    public async Task Unmounted_storage_is_refused_and_the_hosts_own_files_stay()
    {
        using var unmounted = Dataset.Unmounted();
        await unmounted.BashAsync("echo mine > mount/file; echo x > source/other");

        await RefusesAsync("storage-not-mounted", unmounted);

        (await TreeText.NamesAsync(unmounted.Mount)).Should().Equal("file");
    }

    [RootFact]
    public async Task Symlink_to_a_folder_is_no_mounted_storage_for_root_who_could_have_mounted_it()
    {
        using var unmounted = Dataset.Unmounted();
        await unmounted.BashAsync("rmdir mount; mkdir precious; echo mine > precious/file; ln -s precious mount; echo x > source/other");

        await RefusesAsync("storage-not-mounted", unmounted);

        (await TreeText.NamesAsync(unmounted.Combine("precious"))).Should().Equal("file");
    }

    [StorageFact("rsync")]
    public async Task Scratch_path_that_leads_into_the_source_is_left_out()
    {
        await _dataset.BashAsync("mkdir source/home; mv scratch source/home; ln -s source/home/scratch scratch; echo x > source/file");

        await _dataset.SyncAsync();
        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file", "home");
        _dataset.Record.Should().Contain($"left out: {_dataset.Source}/home/scratch.");
    }

    [StorageTheory("rsync")]
    [InlineData("")]
    [InlineData("mount")]
    public async Task Source_around_or_below_the_mount_is_refused(string source)
    {
        await FillAsync();
        _dataset.Source = _dataset.Combine(source).TrimEnd('/');

        await RefusesAsync("source-inside");
    }

    [StorageFact("rsync")]
    public async Task Missing_source_is_refused()
    {
        await FillAsync();
        _dataset.Source = _dataset.Combine("source", "missing");

        await RefusesAsync("source-missing");
    }

    [StorageFact("rsync")]
    public async Task Source_that_is_a_file_is_refused()
    {
        await FillAsync();
        _dataset.Source = _dataset.Combine("source", "file");
        await File.WriteAllTextAsync(_dataset.Source, "x");

        await RefusesAsync("source-not-a-directory");
    }

    [StorageTheory("rsync", "setpriv")]
    [InlineData("000")]
    [InlineData("400")]
    [InlineData("100")]
    public async Task Source_that_the_user_cannot_read_is_refused(string mode)
    {
        await FillAsync();
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("echo x > source/file; chmod \"$1\" source", mode);

        var result = await _dataset.TrySyncAsNobodyAsync();

        result.ShouldFail("source-unreadable");
        await ShouldBeUntouchedAsync(_dataset);
    }

    [StorageFact("rsync")]
    public async Task Empty_source_for_a_dataset_that_is_not_is_refused()
    {
        await FillAsync();

        await RefusesAsync("source-empty");
    }

    [StorageFact("rsync", "setpriv")]
    public async Task Empty_source_for_a_dataset_that_cannot_be_read_is_refused()
    {
        await FillAsync();
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 300 mount/.");

        var result = await _dataset.TrySyncAsNobodyAsync();

        result.ShouldFail("files-not-written");
        await _dataset.BashAsync("chmod 700 mount/.");
        await ShouldBeUntouchedAsync(_dataset);
    }

    [StorageFact("rsync")]
    public async Task Empty_source_empties_the_dataset_when_that_is_allowed()
    {
        await FillAsync();

        await _dataset.SyncAsync(("DLPX_ALLOW_EMPTY_SOURCE", "true"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
        _dataset.Record.Should().Contain("files=0\ndirectories=0\nbytes=0\n").And.Contain("deletedItems=1\n");
    }

    [StorageFact("rsync")]
    public async Task Empty_source_for_an_empty_dataset_needs_no_permission()
    {
        await _dataset.SyncAsync();

        _dataset.Record.Should().Contain("mode=first\n").And.Contain("files=0\ndirectories=0\nbytes=0\n");
    }

    [StorageFact("rsync")]
    public async Task Source_with_hidden_files_only_is_not_empty()
    {
        await _dataset.BashAsync("echo x > source/.hidden");

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal(".hidden");
    }

    [StorageTheory("rsync")]
    [InlineData("staging-rsync-missing", "rsync")]
    [InlineData("ssh-missing", "ssh")]
    public async Task Missing_program_on_the_staging_host_has_a_code(string expected, string program)
    {
        await FillAsync();

        await RefusesAsync(expected, ("PATH", await _dataset.ProgramsWithoutAsync(program)));
    }

    [StorageFact("rsync")]
    public async Task Missing_rsync_on_the_source_host_is_refused()
    {
        await FillAsync();
        await _dataset.BashAsync("echo x > source/file");
        var programs = await _dataset.ProgramsWithoutAsync("rsync");
        _dataset.AddProgram(
            "ssh",
            $"#!/usr/bin/env bash\nwhile [[ $1 != -- ]]; do shift; done\nshift 2\nunset SSH_CONNECTION\nPATH='{programs}' exec bash -c "
                + $"\"$*\"\n");

        await RefusesAsync("source-rsync-missing");
    }

    [StorageTheory("rsync")]
    [InlineData("host-unknown", "ssh: Could not resolve hostname db.example: Name or service not known")]
    [InlineData("connection-refused", "ssh: connect to host db.example port 22: Connection refused")]
    [InlineData("connection-refused", "ssh: connect to host db.example port 22: No route to host")]
    [InlineData("connection-refused", "ssh: connect to host db.example port 22: Network is unreachable")]
    [InlineData("connection-timed-out", "ssh: connect to host db.example port 22: Connection timed out")]
    [InlineData("connection-timed-out", "Timeout, server db.example not responding.")]
    [InlineData("login-refused", "alice@db.example: Permission denied (publickey,password).")]
    [InlineData("key-unreadable", "Load key \"/keys/id\": Permission denied\nalice@db.example: Permission denied (publickey).")]
    [InlineData(
        "key-unreadable",
        "Warning: Identity file /keys/id not accessible: Permission denied.\nalice@db.example: Permission denied (publickey).")]
    [InlineData(
        "key-missing",
        "Warning: Identity file /keys/id not accessible: No such file or directory.\nalice@db.example: Permission denied (publickey).")]
    [InlineData("key-missing", "no such identity: /keys/id: No such file or directory\nalice@db.example: Permission denied (publickey).")]
    [InlineData(
        "key-unprotected",
        "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\nPermissions 0644 for '/keys/id' are too open.\nLoad key "
            + "\"/keys/id\": bad permissions\nalice@db.example: Permission denied (publickey).")]
    [InlineData("key-invalid", "Load key \"/keys/id\": error in libcrypto\nalice@db.example: Permission denied (publickey).")]
    [InlineData(
        "key-locked",
        "Load key \"/keys/id\": incorrect passphrase supplied to decrypt private key\nalice@db.example: Permission denied (publickey).")]
    [InlineData(
        "connection-refused",
        "Warning: Identity file /keys/id not accessible: No such file or directory.\nssh: connect to host db.example port 22: Connection "
            + "refused")]
    [InlineData("login-refused", "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures")]
    [InlineData(
        "host-key-unknown",
        "No ED25519 host key is known for db.example and you have requested strict checking.\nHost key verification failed.")]
    [InlineData("host-key-unknown", "Could not create directory '/nonexistent/.ssh' (Permission denied).\nHost key verification failed.")]
    [InlineData(
        "host-key-changed",
        "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nOffending ED25519 key in /home/x/known_hosts:3\nHost key "
            + "verification failed.")]
    [InlineData("connection-lost", "kex_exchange_identification: Connection closed by remote host")]
    [InlineData("connection-lost", "")]
    public async Task Failure_of_ssh_has_the_code_of_its_cause(string expected, string stderr)
    {
        await FillAsync();
        _dataset.AddProgram("ssh", "#!/usr/bin/env bash\nprintf '%s\\n' \"$FAKE_STDERR\" >&2\nexit 255\n");

        await RefusesAsync(expected, ("FAKE_STDERR", stderr));
    }

    [StorageFact("rsync")]
    public async Task Noise_of_login_files_does_not_hide_the_answer()
    {
        await FillAsync();
        _dataset.AddProgram(
            "ssh",
            "#!/usr/bin/env bash\nwhile [[ $1 != -- ]]; do shift; done\nshift 2\nunset SSH_CONNECTION\necho 'Welcome! "
                + "dlpx-source:missing'\nexec bash -c \"$*\"\n");

        await RefusesAsync("source-empty");
    }

    [StorageFact("rsync")]
    public async Task Second_sync_of_a_dataset_at_the_same_time_is_refused()
    {
        await FillAsync();
        _dataset.MakeFolder("scratch", Dataset.Guid);
        // .NET locks what it does not share just as flock does.
        await using var held = new FileStream(
            _dataset.Combine("scratch", Dataset.Guid, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);

        await RefusesAsync("sync-running");
    }

    [StorageFact("rsync")]
    public async Task Refused_second_sync_leaves_the_record_of_the_first_alone()
    {
        await _dataset.BashAsync("echo x > source/file");
        await _dataset.SyncAsync();
        await using var held = new FileStream(
            _dataset.Combine("scratch", Dataset.Guid, "lock"), FileMode.Open, FileAccess.Write, FileShare.None);

        (await _dataset.TrySyncAsync()).Failure.Should().Be("sync-running");

        _dataset.IsRecorded.Should().BeTrue();
    }

    private Task<string> FillAsync() => _dataset.BashAsync("echo precious > mount/file");

    private Task RefusesAsync(string expected, params (string Name, string Value)[] changed) => RefusesAsync(expected, _dataset, changed);

    private static async Task RefusesAsync(string expected, Dataset dataset, params (string Name, string Value)[] changed)
    {
        var result = await dataset.TrySyncAsync(changed);

        result.Failure.Should().Be(expected, result.Stderr);
        dataset.IsRecorded.Should().BeFalse();
        if (expected != "storage-not-mounted")
            await ShouldBeUntouchedAsync(dataset);
    }

    private static async Task ShouldBeUntouchedAsync(Dataset dataset) => (await TreeText.NamesAsync(dataset.Mount)).Should().Equal("file");
}
