using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What operations.md has of the operation table.</summary>
internal static class OperationBlocks
{
    /// <summary>The rows of the table by operation: two where staged and direct plugins differ.</summary>
    internal static IReadOnlyList<IGrouping<string, PluginOperation>> Operations { get; } =
        [.. OperationTable.All.GroupBy(row => row.Name)];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new("operations", Overview()),
        new("parameters", Parameters()),
        new("results", Results()),
        new(
            "workflows",
            Markdown.Table(["workflow", "steps"], DocumentedWorkflow.All.Select(workflow => new[] { workflow.Name, workflow.Line }))),
        .. Operations.Select(rows => new GeneratedBlock(rows.Key, Operation([.. rows]))),
    ];

    /// <summary>The attribute class of an operation.</summary>
    internal static Type AttributeOf(PluginOperation row) => AttributesByOperation.Value[row.Name];

    /// <summary>An attribute as it is written on a method.</summary>
    internal static string AttributeText(PluginOperation row)
    {
        var type = AttributeOf(row);
        return $"[{type.DeclaringType!.Name}.{type.Name[..^"Attribute".Length]}{(row.IsMigration ? "(\"id\")" : "")}]";
    }

    internal static string DecoratorText(PluginOperation row) => $"{row.DocumentedName}({(row.IsMigration ? "id" : "")})";

    internal static string StrategyOf(IEnumerable<PluginOperation> rows) =>
        rows.Select(row => row.Strategy).ToList() is [{ } one] ? one.ToString().ToLowerInvariant() : "both";

    /// <summary>What an operation returns, in C#.</summary>
    internal static string ResultText(OperationResultKind kind) => kind switch
    {
        OperationResultKind.Nothing => "nothing",
        OperationResultKind.Repositories => $"a list of {TypeLinks.ToMarkdown("RepositoryDefinition")}",
        OperationResultKind.SourceConfigs => $"a list of {TypeLinks.ToMarkdown("SourceConfigDefinition")}",
        OperationResultKind.Size => "`long`, in bytes",
        // "a MountSpecification" is a MountSpecification.
        _ => TypeLinks.ToMarkdown(OperationTypes.NameOf(kind).Split(' ')[^1]),
    };

    private static Lazy<Dictionary<string, Type>> AttributesByOperation { get; } = new(() =>
        (from type in typeof(OperationAttribute).Assembly.GetExportedTypes()
         where type.IsSubclassOf(typeof(OperationAttribute)) && !type.IsAbstract
         let attribute = (OperationAttribute)Activator.CreateInstance(type, type.IsSubclassOf(typeof(MigrationAttribute)) ? ["1"] : [])!
         select (attribute.OperationName, type)).ToDictionary());

    private static string Overview() => Markdown.Table(
        ["operation", "attribute", "strategy", "required", "returns"],
        Operations.Select(rows => new[]
        {
            $"[{rows.Key}](#{Markdown.Anchor(rows.Key)})",
            Markdown.Code(AttributeText(rows.First())),
            StrategyOf(rows),
            rows.First().IsRequired ? "**yes**" : "no",
            ResultText(rows.First().Result),
        }));

    private static string Parameters() => Markdown.Table(
        ["parameter", "C# type", "what it is", "in the request"],
        OperationTable.All.SelectMany(row => row.Parameters).Where(parameter => parameter.Kind != OperationParameterKind.OldData)
            .DistinctBy(parameter => parameter.Name)
            .OrderBy(parameter => parameter.Kind)
            .Select(
                parameter => new[]
                {
                    Markdown.Code(parameter.Name),
                    TypeOf(parameter),
                    Describe(parameter.Kind),
                    Markdown.Code(parameter.MessageName),
                })
            .Append([
                Markdown.Code("old…"),
                Markdown.Code("JsonObject"),
                Describe(OperationParameterKind.OldData),
                "each value of `preUpgradeParameters`",
            ])
            .Append([
                Markdown.Code("cancellationToken"),
                Markdown.Code("CancellationToken"),
                "Optional in every operation: cancelled when the job is.",
                "none",
            ]));

    private static string Results() => Markdown.Table(
        ["result", "the method may return"],
        OperationTable.All.Select(row => row.Result).Distinct().Select(kind => new[] { ResultText(kind), Describe(kind) }));

    private static string Operation(IReadOnlyList<PluginOperation> rows)
    {
        var row = rows[0];
        var remarks = XmlDocs.Remarks(AttributeOf(row)).Skip(1).ToList();
        List<string> lines =
        [
            XmlDocs.Summary(AttributeOf(row)) + string.Concat(remarks.Select(remark => " " + remark)),
            "",
            $"- **Attribute:** {Markdown.Code(AttributeText(row))}, documented as {Markdown.Code("@plugin." + DecoratorText(row))}; "
                + $"{(row.IsRequired ? "required" : "optional")}; "
                + $"{(StrategyOf(rows) is "both" ? "staged and direct" : StrategyOf(rows))} plugins.",
            $"- **Takes:** {string.Join(", ", Enumerable.Range(0, row.Parameters.Count).Select(index => Takes(rows, index)))}.",
            $"- **Returns:** {ResultText(row.Result)}.",
            $"- **Called by:** {DocumentedWorkflow.CallersOf(row.Name)}.",
        ];
        return string.Join('\n', lines);
    }

    // Staged and direct rows differ in one parameter: both are shown.
    private static string Takes(IEnumerable<PluginOperation> rows, int index) =>
        string.Join(" or ", rows.Select(row => row.Parameters[index]).DistinctBy(parameter => parameter.Name)
        .OrderByDescending(parameter => parameter.Kind == OperationParameterKind.StagedSource)
        .Select(parameter => Markdown.Code($"{OperationTypes.NameOf(parameter.Kind)} {parameter.Name}")));

    private static string TypeOf(OperationParameter parameter) => TypeLinks.ToMarkdown(OperationTypes.NameOf(parameter.Kind));

    private static string Describe(OperationParameterKind kind) => kind switch
    {
        OperationParameterKind.Connection => "The host that is asked, and as whom.",
        OperationParameterKind.DirectSource or OperationParameterKind.StagedSource => "The dSource.",
        OperationParameterKind.VirtualSource => "The VDB.",
        OperationParameterKind.Repository => "What discovery.repository found, or the repository that the dataset belongs to.",
        OperationParameterKind.SourceConfig => "The linked dataset; for a VDB, what initialize, configure or reconfigure returned last.",
        OperationParameterKind.Snapshot => "What postSnapshot returned for the snapshot that the VDB's data comes from.",
        OperationParameterKind.OptionalSnapshotParameters => "How the user wants the sync done; null when a policy runs it.",
        _ => "A stored object, with property names as in the old schema. It may be changed and returned.",
    };

    private static string Describe(OperationResultKind kind) => kind switch
    {
        OperationResultKind.Nothing => "`void`, `Task` or `ValueTask`; not `async void`.",
        OperationResultKind.Repositories or OperationResultKind.SourceConfigs =>
            "Any type that is an `IEnumerable<…>` of it, also one written with `yield`. Null, and null items, are errors.",
        OperationResultKind.Size => "`long`, not negative. Other numeric types are refused when the plugin is bound.",
        OperationResultKind.MountSpecification => "Mounts at absolute paths: at least one for a staged dSource, any number for a VDB.",
        OperationResultKind.Status => "`Status.Active` or `Status.Inactive`.",
        OperationResultKind.MigratedData => "The migrated object, not null; it may be the one that came in.",
        _ => "Not null; it must satisfy the schema.",
    };
}
