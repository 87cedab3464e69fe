using System.Globalization;
using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>What an rsync says of itself, as <c>rsync --version</c> prints it.</summary>
internal sealed partial record RsyncVersion
{
    /// <param name="text">All of it.</param>
    internal RsyncVersion(string text)
    {
        Text = Printable.Of(text);
        Number = Version().Match(Text) is { Success: true } match ? match.Groups[1].Value : null;
    }

    /// <summary>The oldest rsync that takes the options of a sync.</summary>
    internal const string Oldest = "3.1";

    /// <summary>Its version, such as 3.2.7; null when it is another program, or cannot run.</summary>
    internal string? Number { get; }

    private string Text { get; }

    /// <summary>How messages name it: its version, or what it says instead.</summary>
    internal string Name => Number ?? Text.Split('\n')[0].Trim();

    /// <summary>Why it cannot be used for a sync; null when it can.</summary>
    internal string? Fault => Number is null ? Name : IsOlderThan(Oldest) ? $"{Number} is too old" : null;

    /// <summary>Whether it can copy ACLs.</summary>
    internal bool HasAcls => !Text.Contains("no ACLs", StringComparison.Ordinal);

    /// <summary>Whether it can copy extended attributes.</summary>
    internal bool HasAttributes => !Text.Contains("no xattrs", StringComparison.Ordinal);

    /// <summary>Whether it is older than a version; a program that is not rsync counts as older than any version.</summary>
    internal bool IsOlderThan(string version)
    {
        if (Number is null)
            return true;
        var (mine, other) = (Parts(Number), Parts(version));
        for (var i = 0; i < other.Length; i++)
        {
            var part = i < mine.Length ? mine[i] : 0;
            if (part != other[i])
                return part < other[i];
        }

        return false;
    }

    private static int[] Parts(string version) => [.. version.Split('.').Select(Part)];

    // The number at the beginning: 0 for "0pre1", and also 0 for "x", which has none.
    private static int Part(string text)
    {
        var digits = string.Concat(text.TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    [GeneratedRegex(@"^rsync +version v?([0-9][^ \n]*)")]
    private static partial Regex Version();
}
