using Delphix.Virtualization.Generators.Diagnostics;
using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>What is wrong with one schema file.</summary>
internal sealed class SchemaFaults(SchemaText file)
{
    private readonly List<DiagnosticInfo> _faults = [];

    /// <summary>DVP001: the text is not JSON.</summary>
    public void InvalidJson(string reason, JsonSpan span) => Add(DiagnosticDescriptors.InvalidJson, span, file.FileName, reason);

    /// <summary>DVP002: a definition is missing.</summary>
    public void MissingDefinition(string name, JsonValue root) => Add(DiagnosticDescriptors.MissingDefinition, root.Span, file.FileName, name);

    /// <summary>DVP004: the file breaks a rule of schema files; or DVP005: a part of it has no effect.</summary>
    public void Broken(SchemaMistake mistake) =>
        Add(
            mistake.IsWarning ? DiagnosticDescriptors.SchemaWithoutEffect : DiagnosticDescriptors.InvalidSchema,
            mistake.Place.Anchor,
            PathOf(mistake.Place),
            mistake.Text);

    /// <summary>DVP004: the file as a whole is of no use.</summary>
    public void Surplus(string problem) => Add(DiagnosticDescriptors.InvalidSchema, default, file.FileName, problem);

    /// <summary>Each fault once (several references may lead to one), in the order of the text.</summary>
    public EquatableArray<DiagnosticInfo> ToDiagnostics() =>
        _faults.Distinct().OrderBy(fault => fault.Span.Start).ThenBy(fault => fault.Descriptor.Id, StringComparer.Ordinal).ToEquatableArray();

    private string PathOf(JsonValue value) => value.Path.ToString() is { Length: > 0 } path ? path : file.FileName;

    private void Add(DiagnosticDescriptor descriptor, JsonSpan span, params string[] arguments) =>
        _faults.Add(new DiagnosticInfo(descriptor, file.Path, span, arguments.ToEquatableArray()));
}
