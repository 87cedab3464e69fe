using System.Globalization;
using Delphix.Virtualization;

namespace ConfigurationPlugin;

/// <summary>Looks into directories on hosts.</summary>
internal static class Directories
{
    private const string Measure = """
        set -o pipefail
        find "$DIRECTORY/" -type f -printf '%s\n' | awk '{ bytes += $1 } END { printf "%d %.0f", NR, bytes }'
        """;

    /// <summary>How many files a directory has, and how many bytes they have together.</summary>
    internal static async Task<(long Files, long Bytes)> MeasureAsync(
        ILibs libs, RemoteConnection connection, string path, CancellationToken cancellationToken)
    {
        // A value travels in a variable, never in a script's text.
        var variables = new Dictionary<string, string> { ["DIRECTORY"] = path };
        var measured = await libs.RunBashAsync(connection, Measure, variables, cancellationToken: cancellationToken);
        if (measured.ExitCode != 0)
        {
            throw new UserException(
                $"Not all of {path} can be read.", $"Give {connection.User.Name} the right to read it.", measured.Stderr);
        }

        var numbers = measured.Stdout.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList();
        return (numbers[0], numbers[1]);
    }
}
