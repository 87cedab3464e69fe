using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>Which ACLs and extended attributes are copied: all that rsync can, but those that the storage refused.</summary>
internal sealed partial class KeptAttributes(bool acls, bool attributes, bool isRoot)
{
    private const int MostRefused = 100;

    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private bool _acls = acls;
    private bool _attributes = attributes;

    /// <summary>Whether ACLs are copied.</summary>
    internal bool HasAcls => _acls;

    /// <summary>Whether extended attributes are copied, at least some.</summary>
    internal bool HasAttributes => _attributes;

    /// <summary>Whether nothing is left out.</summary>
    internal bool IsAll => _acls && _attributes && _refused.Count == 0;

    /// <summary>The options of rsync. With a second X, it also copies attributes whose names begin like those of its own.</summary>
    internal IEnumerable<string> Options => [.. _acls ? ["--acls"] : (string[])[], .. _attributes ? ["-XX", .. Rules] : (string[])[]];

    // Without a rule, rsync leaves out what begins with system, and for a user who is not root all that does not begin with user.
    private IEnumerable<string> Rules => _refused.Count == 0
        ? []
        :
        [
            .. _refused.Select(name => $"--filter=-x {SyncOptions.EscapePattern(name)}"),
            isRoot ? "--filter=-x system.*" : "--filter=-x! user.*",
        ];

    /// <summary>Whether rsync said that the storage refused an attribute.</summary>
    internal static bool AreRefused(string stderr) => Refused().IsMatch(stderr);

    /// <summary>The other lines. Storage may report "no space" for an attribute that is too large for it.</summary>
    internal static string WithoutRefusals(string stderr) => Refused().Replace(stderr, "");

    /// <summary>Leaves out what the storage refused.</summary>
    /// <param name="failure">Why the copy failed, as a name of <see cref="ScriptFailure"/>.</param>
    /// <param name="stderr">What rsync said.</param>
    /// <returns>The lines of the record that say so; null when nothing more can be left out.</returns>
    internal IReadOnlyList<string>? LeaveOut(string failure, string stderr)
    {
        if (failure == "acls-not-kept" && _acls)
        {
            _acls = false;
            return [ScriptOutput.Line("lost", "acls")];
        }

        if (failure != "attributes-not-kept" || !_attributes)
            return null;
        var names = Refused().Matches(stderr).Select(match => match.Groups["name"].Value).Distinct().Except(_refused).ToList();
        // A name that is refused again is one that the rule does not match.
        _attributes = names.Count > 0 && _refused.Count + names.Count <= MostRefused;
        if (!_attributes)
            return [ScriptOutput.Line("lost", "xattrs")];
        _refused.UnionWith(names);
        return [.. names.Select(name => ScriptOutput.Line("lostAttribute", name))];
    }

    // Not supported, not valid, too long, out of range, no space left, and over the quota.
    [GeneratedRegex(
        @"^rsync: (\[[a-z]+\] )?\w+: \w*setxattr\("".*"",""(?<name>.+)""\) failed: [^""]*\((95|22|7|34|28|122)\)$", RegexOptions.Multiline)]
    private static partial Regex Refused();
}
