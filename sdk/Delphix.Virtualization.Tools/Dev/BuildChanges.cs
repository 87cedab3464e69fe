using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Dev;

/// <summary>What of a plugin differs between two builds, in a few words.</summary>
internal static class BuildChanges
{
    internal static string Between(Artifact old, Artifact next)
    {
        var (before, after) = (old.ReadSchemas(), next.ReadSchemas());
        List<string> had = [.. PluginText.OperationsOf(old)];
        List<string> has = [.. PluginText.OperationsOf(next)];
        List<string> changes =
        [
            .. has.Except(had).Select(operation => $"{operation} is new"),
            .. had.Except(has).Select(operation => $"{operation} is gone"),
            .. next.MigrationIds.Except(old.MigrationIds).Select(id => $"migration {id} is new"),
            .. old.MigrationIds.Except(next.MigrationIds).Select(id => $"migration {id} is gone"),
            .. Enum.GetValues<DefinitionKind>().Where(kind => !JsonNode.DeepEquals(before[kind], after[kind])).Select(PluginSchemas.NameOf),
        ];
        if (!JsonNode.DeepEquals(old.Json["sourceCode"], next.Json["sourceCode"]))
            changes.Insert(0, "the code");
        return changes.Count == 0 ? "nothing" : string.Join(", ", changes);
    }
}
