using System.Globalization;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>One script that a plugin ran on a host. No secret that the engine knows of is in its texts.</summary>
/// <param name="Name">The first line that says something, without the mark of a comment: scripts begin with their name.</param>
/// <param name="Environment">The name of the environment that it ran in.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="ExitCode">Its exit code; null when it did not end by itself, such as when the connection broke.</param>
/// <param name="Error">What it printed to stderr, or why it did not end.</param>
public sealed record ScriptCall(string Name, string Environment, TimeSpan Duration, int? ExitCode, string Error)
{
    private const int LongestName = 60;

    /// <summary>All of it, for example <c>copy.sh in here: exit code 0 after 210 ms</c>; what it printed to stderr comes below.</summary>
    public override string ToString()
    {
        var end = ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "did not end";
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name} in {Environment}: {end} after {Duration.TotalMilliseconds:0} ms");
        return Error.Length == 0 ? text : $"{text}\n{Error.TrimEnd()}";
    }

    /// <summary>
    /// The name of a script in which all secrets are hidden already: of one that is cut, a part could not be found any more.
    /// </summary>
    internal static string NameOf(string script)
    {
        foreach (var line in script.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("#!"))
                continue;
            var name = line.TrimStart("# \t").TrimEnd();
            if (name.Length > 0)
                return name.Length <= LongestName ? name.ToString() : $"{name[..LongestName].TrimEnd()} …";
        }

        return "a script without a line";
    }
}
