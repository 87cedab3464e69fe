using System.Text.RegularExpressions;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Tools.Init;

/// <summary>What is asked of a new plugin.</summary>
internal sealed partial record NewPlugin
{
    // As long as a file name may be, with room for what is added to it.
    private const int LongestName = 100;

    private NewPlugin()
    {
    }

    /// <summary>The plugin's identity: made for it, and its own for good.</summary>
    internal required Guid Id { get; init; }

    /// <summary>The name that users see.</summary>
    internal required string Name { get; init; }

    /// <summary>The name of its namespace, assembly and project, which ends with Plugin.</summary>
    internal required string Identifier { get; init; }

    internal required PluginStrategy Strategy { get; init; }

    internal required HostType HostType { get; init; }

    /// <param name="name">The name that users see; null: the id.</param>
    /// <param name="strategy">How it ingests.</param>
    /// <param name="hostType">The kind of host that it is for.</param>
    /// <exception cref="UserException">Nothing in C# can have a name made from this one.</exception>
    internal static NewPlugin Create(string? name, PluginStrategy strategy, HostType hostType)
    {
        var id = Guid.NewGuid();
        return new NewPlugin
        {
            Id = id,
            Name = name ?? id.ToString(),
            Identifier = name is null ? "NewPlugin" : IdentifierOf(name),
            Strategy = strategy,
            HostType = hostType,
        };
    }

    // "my postgres" is MyPostgresPlugin. The ending keeps it apart from the SDK's own names and from C#'s, such as Mount and class.
    private static string IdentifierOf(string name)
    {
        if (name.Length > LongestName || name.Any(char.IsControl))
            throw new UserException(
                "This is no name of a plugin.", $"Give one of at most {LongestName} characters, in one line, with --plugin-name.", name);
        var words = Words().Matches(name).Select(word => char.ToUpperInvariant(word.Value[0]) + word.Value[1..]);
        var identifier = string.Concat(words);
        if (identifier.Length == 0 || !char.IsAsciiLetter(identifier[0]))
        {
            throw new UserException(
                $"'{name}' cannot be made into a name in C#, which begins with a letter from A to Z.",
                "Give another with --plugin-name; plugin_config.yml may say any name later.", "");
        }

        return identifier.Length > "Plugin".Length && identifier.EndsWith("Plugin", StringComparison.Ordinal)
            ? identifier
            : identifier + "Plugin";
    }

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
