using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>All of an installed plugin, for people and for scripts.</summary>
internal static class PluginText
{
    // What users fill in, and the command that takes it.
    private static readonly (DefinitionKind Kind, string Command)[] Forms =
    [
        (DefinitionKind.SourceConfig, "dvp source-config add"),
        (DefinitionKind.LinkedSource, "dvp dsource link"),
        (DefinitionKind.SnapshotParameters, "dvp dsource sync"),
        (DefinitionKind.VirtualSource, "dvp vdb provision"),
    ];

    internal static string Of(PluginObject plugin, Artifact artifact)
    {
        var text = new StringBuilder();
        text.AppendLine(TextDetails.Of(
        [
            ("Plugin", plugin.Name),
            ("Id", artifact.Id),
            ("Build", artifact.ExternalVersion is { } version ? $"{artifact.BuildNumber}, shown as {version}" : $"{artifact.BuildNumber}"),
            ("Kind", JsonOutput.State(artifact.Strategy)),
            ("Source configs", artifact.ManualDiscovery ? "discovered, and added by users" : "discovered"),
            ("Migrations", artifact.MigrationIds.Count == 0 ? "none" : string.Join(", ", artifact.MigrationIds)),
        ]));
        text.AppendLine("Operations:");
        foreach (var operation in OperationsOf(artifact))
            text.AppendLine($"  {operation}");
        foreach (var (_, command, fields) in FormsOf(artifact))
            AddForm(text, command, fields);
        return text.ToString().TrimEnd();
    }

    internal static JsonObject ToJson(PluginObject plugin, Artifact artifact) => new()
    {
        ["name"] = plugin.Name,
        ["reference"] = plugin.Reference,
        ["id"] = artifact.Id,
        ["buildNumber"] = artifact.BuildNumber.ToString(),
        ["externalVersion"] = artifact.ExternalVersion,
        ["pluginType"] = JsonOutput.State(artifact.Strategy),
        ["manualDiscovery"] = artifact.ManualDiscovery,
        ["migrationIds"] = new JsonArray([.. artifact.MigrationIds.Select(id => JsonValue.Create(id))]),
        ["operations"] = new JsonArray([.. OperationsOf(artifact).Select(name => JsonValue.Create(name))]),
        ["forms"] = new JsonObject(FormsOf(artifact).Select(form => KeyValuePair.Create(
            PluginSchemas.NameOf(form.Kind),
            (JsonNode?)new JsonArray([.. form.Fields.Select(field => field.ToJson())])))),
    };

    /// <summary>The names of the operations that a plugin has, in the order of the platform's documentation.</summary>
    internal static IEnumerable<string> OperationsOf(Artifact artifact) =>
        OperationTable.All.Where(operation => operation.AppliesTo(artifact.Strategy) && artifact.Implements(operation.Name))
            .Select(operation => operation.Name).Distinct();

    private static IEnumerable<(DefinitionKind Kind, string Command, IReadOnlyList<FormField> Fields)> FormsOf(Artifact artifact)
    {
        var schemas = artifact.ReadSchemas();
        return Forms.Where(form => form.Kind != DefinitionKind.SourceConfig || artifact.ManualDiscovery)
            .Select(form => (form.Kind, form.Command, FormField.Of(schemas[form.Kind])));
    }

    private static void AddForm(StringBuilder text, string command, IReadOnlyList<FormField> fields)
    {
        text.AppendLine(fields.Count == 0 ? $"{command} takes no --param." : $"{command} takes, by --param NAME=VALUE:");
        var (name, kind) = (Width(fields, field => field.Name), Width(fields, field => field.Kind));
        foreach (var field in fields)
        {
            var need = field.IsRequired ? "required" : field.Default is { } preset ? $"default {preset}" : "optional";
            var title = field.Title == field.Name ? "" : $"{field.Title}: ";
            var line = $"{field.Name.PadRight(name)}  {field.Kind.PadRight(kind)}  {need,-14}  {title}{field.Description}";
            text.AppendLine($"  {Terminal.Line(line.TrimEnd(' ', ':'))}");
            if (field.Kind == FormField.Credentials)
                text.AppendLine(
                    $"    --param {field.Name}.type={CredentialsSupplier.NamedPassword} --param {field.Name}.username=NAME "
                        + $"--param {field.Name}.password (asks for it)");
        }
    }

    private static int Width(IReadOnlyList<FormField> fields, Func<FormField, string> text) =>
        fields.Count == 0 ? 0 : fields.Max(field => text(field).Length);
}
