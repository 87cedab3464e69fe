using Delphix.Virtualization.Generators.Diagnostics;
using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>The diagnostics that say what is wrong with one schema file.</summary>
internal sealed class SchemaDiagnostics(SchemaText file)
{
    private readonly List<DiagnosticInfo> _all = [];

    /// <summary>DVP001: the text is not JSON.</summary>
    public void InvalidJson(string reason, JsonSpan span) => Add(DiagnosticDescriptors.InvalidJson, span, file.FileName, reason);

    /// <summary>DVP002: a definition is missing.</summary>
    public void MissingDefinition(string name, JsonValue root) =>
        Add(DiagnosticDescriptors.MissingDefinition, root.Span, file.FileName, name);

    /// <summary>DVP004: the file breaks a rule of schema files; or DVP005: a part of it has no effect.</summary>
    public void Broken(SchemaFault fault) =>
        Add(
            fault.IsWarning ? DiagnosticDescriptors.SchemaWithoutEffect : DiagnosticDescriptors.InvalidSchema,
            fault.Span,
            fault.Path.Length > 0 ? fault.Path : file.FileName,
            fault.Message);

    /// <summary>DVP004: the file as a whole is of no use.</summary>
    public void Surplus(string problem) => Add(DiagnosticDescriptors.InvalidSchema, default, file.FileName, problem);

    /// <summary>Each fault once (several references may lead to one), in the order of the text.</summary>
    public EquatableArray<DiagnosticInfo> ToDiagnostics() =>
        _all.Distinct()
            .OrderBy(diagnostic => diagnostic.Span.Start)
            .ThenBy(diagnostic => diagnostic.Descriptor.Id, StringComparer.Ordinal)
            .ToEquatableArray();

    private void Add(DiagnosticDescriptor descriptor, JsonSpan span, params string[] arguments) =>
        _all.Add(new DiagnosticInfo(descriptor, file.Path, span, arguments.ToEquatableArray()));
}
