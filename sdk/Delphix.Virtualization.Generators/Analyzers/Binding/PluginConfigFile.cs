using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>
/// Reads of plugin_config.yml, when the project has it among its <c>AdditionalFiles</c>, the one key that the rules need. The build checks
/// the rest.
/// </summary>
internal static class PluginConfigFile
{
    public const string Name = "plugin_config.yml";

    private static readonly Regex PluginType = new(
        @"^pluginType[ \t]*:[ \t]*(?<quote>[""']?)(?<type>STAGED|DIRECT)\k<quote>[ \t]*(#.*)?\r?$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <summary>The plugin's strategy; null when the file is not there or does not say it.</summary>
    public static PluginStrategy? ReadStrategy(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
    {
        var file = files.FirstOrDefault(file => Path.GetFileName(file.Path) == Name);
        var match = PluginType.Match(file?.GetText(cancellationToken)?.ToString() ?? "");
        if (!match.Success)
            return null;
        return match.Groups["type"].Value == "DIRECT" ? PluginStrategy.Direct : PluginStrategy.Staged;
    }
}
