namespace Delphix.Virtualization.Tools.Remote;

/// <summary>What <c>~/.dvp/config</c> says in its section <c>[default]</c>, which is the same as for the platform's own tool.</summary>
/// <param name="Engine">The engine's address; null when it does not say.</param>
/// <param name="User">The user; null when it does not say.</param>
/// <param name="Password">The password; null when it does not say.</param>
internal sealed record LoginDefaults(string? Engine, string? User, string? Password)
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    internal static string DefaultPath =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".dvp",
            "config");

    /// <summary>Whether the file has a password that other users of the machine may read.</summary>
    internal bool IsExposed { get; private init; }

    /// <summary>Reads the file; one that is not there says nothing.</summary>
    /// <exception cref="UserException">The file cannot be read. No line of it is shown: it may have a password.</exception>
    internal static async Task<LoginDefaults> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
                return new LoginDefaults(null, null, null);
            var values = Parse(path, await File.ReadAllLinesAsync(path, cancellationToken));
            return new LoginDefaults(
                values.GetValueOrDefault("engine"), values.GetValueOrDefault("user"), values.GetValueOrDefault("password"))
            {
                IsExposed = values.ContainsKey("password") && (File.GetUnixFileMode(path) & OfOthers) != 0,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The file {path} cannot be read: {e.Message}", "Make it readable for you, or remove it.", "", e);
        }
    }

    private static Dictionary<string, string> Parse(string path, string[] lines)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var section = "";
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line is "" or ['#' or ';', ..])
                continue;
            if (line is ['[', .. var name, ']'])
            {
                section = name;
                continue;
            }

            var separator = line.IndexOfAny(['=', ':']);
            if (separator <= 0 || section.Length == 0)
                throw new UserException(
                    $"{path}, line {i + 1}: this is no setting.",
                    "Write the section [default], and below it lines such as: engine = engine.example.com", "");
            if (section == "default" && line[(separator + 1)..].Trim() is { Length: > 0 } value)
                values[line[..separator].Trim()] = value;
        }

        return values;
    }
}
