using System.Collections.Immutable;
using Delphix.Virtualization.Generators.Diagnostics;
using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Generators.Schemas;
using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Reads what is to be generated from a plugin's schema file.</summary>
internal sealed class DefinitionSetReader
{
    // Stands in for a file that is no JSON object, so that the classes exist: else each use of one would be a further error.
    private static readonly JsonValue NoProperties = JsonReader.Read(
        $"{{{string.Join(",", PlatformDefinition.All.Select(definition => $"\"{definition.JsonName}\":{{\"type\":\"object\"}}"))}}}");

    private readonly SchemaDiagnostics _diagnostics;
    private readonly SchemaReferences _references;
    private readonly TypeRegistry _registry = new();
    private readonly TypeReader _types;
    private readonly Dictionary<string, List<(int Start, TypeModel Type)>> _files = new(StringComparer.Ordinal);

    private DefinitionSetReader(JsonValue root, SchemaDiagnostics diagnostics)
    {
        _diagnostics = diagnostics;
        _references = new SchemaReferences(root);
        var openObjects = new OpenObjects(_references);
        _types = new TypeReader(_references, openObjects, new TypeMapper(_references, openObjects, _registry));
    }

    /// <summary>Reads the schema file among a project's additional files; of several, the first by path.</summary>
    public static DefinitionSet Read(ImmutableArray<SchemaText> files)
    {
        List<SchemaText> ordered = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        if (ordered.Count == 0)
        {
            return DefinitionSet.Empty;
        }

        var set = Read(ordered[0]);
        var surplus = ordered.Skip(1).SelectMany(file => RejectSurplus(file, ordered[0]));
        return set with { Diagnostics = set.Diagnostics.Concat(surplus).ToEquatableArray() };
    }

    private static EquatableArray<DiagnosticInfo> RejectSurplus(SchemaText file, SchemaText chosen)
    {
        var diagnostics = new SchemaDiagnostics(file);
        diagnostics.Surplus(
            $"a plugin has one schema file, and '{chosen.Path}' is used: remove the other one from the project's AdditionalFiles");
        return diagnostics.ToDiagnostics();
    }

    private static DefinitionSet Read(SchemaText file)
    {
        var diagnostics = new SchemaDiagnostics(file);
        try
        {
            if (file.Content is null)
            {
                diagnostics.InvalidJson("it cannot be read as text", default);
            }
            else
            {
                var root = JsonReader.Read(file.Content);
                foreach (var fault in SchemaCheck.Check(root))
                {
                    diagnostics.Broken(fault);
                }

                if (root.Kind == JsonKind.Object)
                {
                    return new DefinitionSetReader(root, diagnostics).ReadAll(root);
                }
            }
        }
        catch (JsonSyntaxException e)
        {
            diagnostics.InvalidJson(e.Message, e.Span);
        }

        return new DefinitionSetReader(NoProperties, diagnostics).ReadAll(NoProperties);
    }

    private DefinitionSet ReadAll(JsonValue root)
    {
        // All definitions get their names first, so that a reference from one to another finds it.
        var definitions = new List<(PlatformDefinition Definition, JsonValue Schema)>();
        foreach (var definition in PlatformDefinition.All)
        {
            if (FindDefinition(definition, root) is { } schema)
            {
                definitions.Add((definition, schema));
                _registry.Register(schema, definition.TypeName);
            }
        }

        foreach (var (definition, schema) in definitions)
        {
            AddType(definition.JsonName, schema, _types.ReadRecord(schema, definition.TypeName, definition.JsonName));
        }

        while (_registry.Next() is { } schema)
        {
            var name = _registry.NameOf(schema);
            TypeModel type = TypeMapper.ChoicesOf(schema) is { } choices
                ? TypeReader.ReadEnum(schema, name, choices)
                : _types.ReadRecord(schema, name, definition: null);
            AddType(schema.Path.Segments[0], schema, type);
        }

        var aliases = definitions.SelectMany(
            pair => pair.Definition.Sources.Select(source => new SourceAlias(source, pair.Definition.TypeName)));
        return new DefinitionSet(BuildFiles(), aliases.ToEquatableArray(), _diagnostics.ToDiagnostics());
    }

    private JsonValue? FindDefinition(PlatformDefinition definition, JsonValue root)
    {
        if (root[definition.JsonName] is not { } schema)
        {
            _diagnostics.MissingDefinition(definition.JsonName, root);
            return null;
        }

        // SchemaCheck reports everything else that is wrong with it.
        return SchemaCheck.IsOfObjects(schema) ? schema : null;
    }

    private void AddType(string file, JsonValue schema, TypeModel type)
    {
        if (!_files.TryGetValue(file, out var types))
        {
            _files.Add(file, types = []);
        }

        types.Add((schema.Span.Start, type));
    }

    private EquatableArray<DefinitionModel> BuildFiles() => _files.Values.Select(types =>
    {
        var ordered = types.OrderBy(type => type.Start).Select(type => type.Type).ToEquatableArray();
        return new DefinitionModel(ordered[0].Name + ".g.cs", ordered);
    }).ToEquatableArray();
}
