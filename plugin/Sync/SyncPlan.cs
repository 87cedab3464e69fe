using System.Globalization;
using System.Text;
using Delphix.Virtualization;

namespace DirectoryPlugin.Sync;

/// <summary>
/// How a sync is done, decided before the first byte moves from what both hosts say: whether it can be done at all, by which way, and with
/// which options of <c>copy.sh</c>.
/// </summary>
internal sealed class SyncPlan
{
    // Failures after which the copy is started again, because a second copy can succeed.
    private static readonly HashSet<string> Passing = ["source-changed", "folder-replaced"];

    private readonly HashSet<string> _reasons = [];
    private readonly KeptAttributes _kept;
    private readonly StagingFacts _staging;
    private readonly SourceFacts _source;
    private readonly string _path;
    private readonly string _copyOptions;
    private readonly bool _isOneFileSystem;
    private string _begin = "";
    private string _goneMounts = "";

    private SyncPlan(StagingFacts staging, SourceFacts source, IReadOnlyDictionary<string, string> given)
    {
        (_staging, _source) = (staging, source);
        (_path, _copyOptions) = (given["SOURCE_PATH"], given["COPY_OPTIONS"]);
        _isOneFileSystem = given["ONE_FILE_SYSTEM"] == "true";
        Variables = new Dictionary<string, string>(given);
        var (here, there) = (staging.Rsync!, source.Rsync!);
        _kept = new KeptAttributes(here.HasAcls && there.HasAcls, here.HasAttributes && there.HasAttributes, staging.User == "0");
    }

    /// <summary>What this sync will lose, and why.</summary>
    internal List<string> Warnings { get; } = [];

    /// <summary>The variables of <c>copy.sh</c>: those that were given, and what follows from the facts.</summary>
    internal Dictionary<string, string> Variables { get; }

    /// <summary>
    /// The variables for messages. They also have the names of mounts that are gone. The script does not need these, and the engine would
    /// hide them in messages, as it hides each variable of a script that is not part of its request.
    /// </summary>
    internal Dictionary<string, string> Named => new(Variables) { ["GONE_MOUNTS"] = _goneMounts };

    /// <summary>Whether the source directory is on the staging host, so that it is copied without SSH.</summary>
    internal bool IsLocal { get; private init; }

    /// <summary>Makes the plan.</summary>
    /// <param name="probe">What <c>probe.sh</c> printed.</param>
    /// <param name="stderr">What it printed besides, such as why ssh could not connect.</param>
    /// <param name="given">What it was given.</param>
    /// <param name="startedAt">When the sync began.</param>
    /// <exception cref="UserException">The sync cannot be done.</exception>
    internal static SyncPlan Make(ScriptOutput probe, string stderr, IReadOnlyDictionary<string, string> given, DateTimeOffset startedAt)
    {
        var staging = new StagingFacts(probe);
        var answer = probe.Find("source") ?? "";
        var source = SourceFacts.TryParse(answer);
        if (Refuse(staging, source, new SshFailure(stderr, answer)) is var (failure, fault))
            throw ScriptFailure.Explain(
                failure, name => name == "fault" ? fault : null, given, source is null ? $"{stderr}\n{answer}" : stderr)!;
        var plan = new SyncPlan(staging, source!, given) { IsLocal = IsHere(staging, source!) };
        plan.ChooseWay();
        plan.LeaveOutStorage(probe);
        plan.ChooseOptions();
        plan.CheckRoom();
        plan.Remember();
        plan.CompareMounts();
        plan.SetOptions();
        plan._begin = SyncRecord.Begin(plan._path, source!.Rsync!.Name, staging.Rsync!.Name, startedAt, plan.Warnings) + given["RECORD"];
        plan.Variables["RECORD"] = plan._begin;
        return plan;
    }

    /// <summary>
    /// Whether <c>copy.sh</c> has to run again after what it did, with the variables that this changes: because the source changed
    /// meanwhile, or something stands in the way that can be left out. It runs again once for each reason, and for each attribute.
    /// </summary>
    internal bool GoesOn(RunResult copied)
    {
        var output = new ScriptOutput("copy", copied.Stdout);
        var reason = copied.ExitCode == 0 ? SyncRecord.Unsettled(output) : ScriptFailure.Name(output, copied.Stderr);
        if (reason is null)
            return false;
        var lost = !Passing.Contains(reason) ? _kept.LeaveOut(reason, copied.Stderr) : _reasons.Add(reason) ? [] : null;
        if (lost is null)
            return false;
        var carried = SyncRecord.Carry(output, isDone: copied.ExitCode == 0);
        // What was copied before a failure is not known.
        if (copied.ExitCode != 0)
            Variables["SINCE"] = "";
        // What is left out is tried again by the next sync.
        if (!_kept.IsAll)
            Variables["SYNCED"] = "";
        SetOptions();
        Variables["RECORD"] = string.Join('\n', [_begin + carried, .. lost]);
        return true;
    }

    /// <summary>What the record of another try begins with. A copy that fails before it has changed anything prints no record.</summary>
    internal string Carry(RunResult copied)
    {
        var output = new ScriptOutput("copy", copied.Stdout);
        return SyncRecord.Carry(output.Find("mode") is null ? new ScriptOutput("copy", Variables["RECORD"]) : output, isDone: false);
    }

    // The name of the failure, and what is wrong with a program; null when all is well.
    private static (string Failure, string? Fault)? Refuse(StagingFacts staging, SourceFacts? source, SshFailure ssh)
    {
        if (staging.Rsync is null)
            return ("staging-rsync-missing", null);
        if (!staging.HasSsh)
            return ("ssh-missing", null);
        if (source is null)
            return (ssh.Name, null);
        if (source.Failure is { } failure)
            return (failure, null);
        if (source.Rsync is null)
            return ("source-rsync-missing", null);
        if (staging.Rsync.Fault is { } here)
            return ("staging-rsync-unusable", here);
        return source.Rsync.Fault is { } there ? ("source-rsync-unusable", there) : null;
    }

    // The connection ended on this host, and machine, file systems, user and directory are the same. A container shares the machine and the
    // user with its host, but not the file systems. The source host could lie about all of these. It cannot make up the proof: that is a
    // number which it has to read from a file of the staging host.
    private static bool IsHere(StagingFacts staging, SourceFacts source) =>
        (source.Address.StartsWith("127.", StringComparison.Ordinal)
            || source.Address == "::1"
            || staging.Addresses.Contains(source.Address))
        && source.Proof == staging.Proof && source.User == staging.User && source.Identity.View == staging.Identity.View
        && IsSameDirectory(staging, source);

    private static bool IsSameDirectory(StagingFacts staging, SourceFacts source) =>
        source.Identity.Directory is { Length: > 0 } directory
        && directory == staging.Identity.Directory
        && source.Machine == staging.Machine;

    // rsync reads a path on another host as a pattern. Brackets around a wildcard make it an ordinary character.
    private void ChooseWay()
    {
        // As the user wrote it, so that the engine shows it in what rsync says: copy.sh adds the slash.
        var path = _path.Length > 1 ? _path.TrimEnd('/') : _path;
        var isPattern = path.AsSpan().IndexOfAny("*?[") >= 0;
        var escaped = isPattern ? path.Replace("[", "[[]").Replace(@"\", @"[\\]").Replace("*", "[*]").Replace("?", "[?]") : path;
        Variables["FROM"] = IsLocal ? path : $"source:{escaped}";
        Variables["DIRECTORY"] = IsSameDirectory(_staging, _source) ? _source.Identity.Directory : "";
        Variables["NOISE"] = _source.IsNoisy ? "true" : "false";
    }

    private void LeaveOutStorage(ScriptOutput probe)
    {
        var places = IsSameDirectory(_staging, _source) ? StoragePlaces.BelowSource(probe) : [];
        if (places.Count == 0)
            return;
        var paths = string.Join(", ", places.Select(place => _path.TrimEnd('/') + place));
        Warnings.Add($"The engine's own files below the source were left out: {paths}.");
        LeaveOut(places.Select(SyncOptions.EscapePattern));
    }

    private void LeaveOut(IEnumerable<string> patterns)
    {
        string[] lists = [SyncOptions.Filters(patterns), Variables["FILTERS"]];
        Variables["FILTERS"] = string.Join('\n', lists.Where(list => list.Length > 0));
    }

    // What rsync can do on both hosts.
    private void ChooseOptions()
    {
        Warn(_kept.HasAcls, "ACLs");
        Warn(_kept.HasAttributes, "Extended attributes");
        var isCoarse = _staging.Rsync!.IsOlderThan("3.1.3");
        Variables["SILENCE"] = Silence.TotalMinutes.ToString("F0", CultureInfo.InvariantCulture);
        Variables["OPTIONS"] = SyncOptions.Each(isCoarse, _isOneFileSystem && !AreMountsNamed, Silence);
        if (isCoarse)
            Warnings.Add("Times were compared by the second: rsync of the staging host is older than 3.1.3.");
        if (_staging.User != "0")
            Warnings.Add(
                "Owners, device nodes and the rights of folders that their own owner may not read, write and enter were not kept: "
                + $"{_staging.UserName} on the staging host is not root.");

        void Warn(bool areKept, string what)
        {
            if (!areKept)
                Warnings.Add($"{what} were not kept: rsync of the staging host or the source host cannot.");
        }
    }

    // While it computes a checksum, rsync says nothing. The largest file is not larger than all that the file system holds, and a slow disk
    // reads 100 MB a second.
    private TimeSpan Silence => TimeSpan.FromMinutes(Math.Clamp((_source.UsedBytes ?? long.MaxValue) / (60 * 100_000_000L), 60, 24 * 60));

    // Usually the storage has more room than the whole file system of the source uses. Otherwise copy.sh measures the first copy.
    private void CheckRoom()
    {
        Variables["ROOM_BYTES"] = Doubtful(_staging.RoomBytes, _source.UsedBytes);
        Variables["ROOM_ITEMS"] = Doubtful(_staging.RoomItems, _source.UsedItems);

        static string Doubtful(long? room, long? used) =>
            room is { } there && !(used <= there) ? there.ToString(CultureInfo.InvariantCulture) : "";
    }

    // Comparing ACLs and extended attributes takes as long as the rest of the comparison. A sync that knows which items were touched leaves
    // it out. A resync never does.
    private void SetOptions()
    {
        var areTouchedKnown = Variables["MODE"] != "resync" && Variables["SINCE"].Length > 0;
        Variables["ATTRIBUTE_OPTIONS"] = areTouchedKnown ? "" : ScriptOutput.List([.. _kept.Options]);
        Variables["COPY_OPTIONS"] = string.Join('\n', [_copyOptions, .. _kept.Options.Select(ScriptOutput.Escape)]);
    }

    // When a disk is not mounted any more, all that was on it seems to be deleted. Remembered mount points are relative to the source
    // directory, except the one that the directory itself is in: that one is gone when the directory is now in a mount further up.
    private void CompareMounts()
    {
        var mounts = _source.MountsBelow;
        var gone = string.Join(", ", mounts is null ? [] : _staging.SourceMounts.Except(mounts).Where(IsGone));
        if (gone.Length > 0)
            Warnings.Add(
                $"Nothing is mounted any more in {Printable.Of(gone)} of the source: what was there was deleted from the dataset.");
        _goneMounts = gone;
        Variables["GONE_MOUNTS"] = gone.Length > 0 && Variables["ALLOW_EMPTY_SOURCE"] != "true" ? "true" : "";
        if (_isOneFileSystem && AreMountsNamed)
            LeaveOut(mounts!.Select(mount => SyncOptions.InFolder("/" + MountPoint.Unescape(mount))));
        Variables["SOURCE_MOUNTS"] = StagingFacts.Remember(
            mounts is null ? _staging.SourceMounts : [_source.MountAround!, .. _isOneFileSystem ? [] : mounts]);

        bool IsGone(string mount) =>
            !mount.StartsWith('/') || !Begin(_source.MountAround!).StartsWith(Begin(mount), StringComparison.Ordinal);

        static string Begin(string path) => path.TrimEnd('/') + "/";
    }

    // Whether rsync can be given patterns for what is mounted in the source: all of that is known, there is not too much of it for a
    // variable, and no name has bytes that are no character, in whose place .NET puts another one.
    private bool AreMountsNamed => _source.MountsBelow is { } mounts && !mounts.Any(mount => mount.Contains('\uFFFD'))
        && mounts.Sum(mount => 20 + (2 * mount.Length)) + Encoding.UTF8.GetByteCount(Variables["FILTERS"]) < Ingestion.MostFilters;

    private void Remember()
    {
        var now = SyncMemory.Of(_source, _staging);
        var before = now is not null && _staging.Synced is { } synced && synced.Holds(now) ? synced : null;
        Variables["SINCE"] = before?.Clock.ToString(CultureInfo.InvariantCulture) ?? "";
        // What could not be kept is tried again.
        Variables["SYNCED"] = _kept.IsAll ? now?.ToString() ?? "" : "";
    }
}
