using System.Collections.Immutable;
using Delphix.Virtualization.Generators.Diagnostics;
using Delphix.Virtualization.Generators.Json;
using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Generators.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Reads what is to be generated from a plugin's schema file.</summary>
internal sealed class DefinitionSetReader
{
    private readonly SchemaFaults _faults;
    private readonly SchemaReferences _references;
    private readonly OpenObjects _openObjects;
    private readonly TypeRegistry _registry = new();
    private readonly TypeReader _types;
    private readonly Dictionary<string, List<(int Start, TypeModel Type)>> _files = new(StringComparer.Ordinal);

    private DefinitionSetReader(JsonValue root, SchemaFaults faults)
    {
        _faults = faults;
        _references = new SchemaReferences(root, faults);
        _openObjects = new OpenObjects(_references);
        _types = new TypeReader(_references, new TypeMapper(_references, _openObjects, _registry, faults), faults);
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
        var faults = new SchemaFaults(file);
        faults.UnsupportedFile($"a plugin has one schema file, and '{chosen.Path}' is used: remove the other one from the project's AdditionalFiles");
        return faults.ToDiagnostics();
    }

    private static DefinitionSet Read(SchemaText file)
    {
        var faults = new SchemaFaults(file);
        try
        {
            if (file.Content is null)
            {
                faults.InvalidJson("it cannot be read as text", default);
            }
            else if (JsonReader.Read(file.Content) is { Kind: JsonKind.Object } root)
            {
                return new DefinitionSetReader(root, faults).ReadAll(root);
            }
            else
            {
                faults.UnsupportedFile("write a JSON object here, with one entry for each definition");
            }
        }
        catch (JsonSyntaxException fault)
        {
            faults.InvalidJson(fault.Message, fault.Span);
        }

        return DefinitionSet.Empty with { Diagnostics = faults.ToDiagnostics() };
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
            AddType(definition.JsonName, schema, _types.ReadRecord(_references.Resolve(schema) ?? schema, definition.TypeName, definition.JsonName));
        }

        while (_registry.Next() is { } schema)
        {
            var name = _registry.NameOf(schema);
            TypeModel type = schema["enum"] is null ? _types.ReadRecord(schema, name, definition: null) : TypeReader.ReadEnum(schema, name);
            AddType(TypeRegistry.OwnerOf(schema), schema, type);
        }

        var aliases = definitions.SelectMany(pair => pair.Definition.Sources.Select(source => new SourceAlias(source, pair.Definition.TypeName)));
        return new DefinitionSet(BuildFiles(), aliases.ToEquatableArray(), _faults.ToDiagnostics());
    }

    private JsonValue? FindDefinition(PlatformDefinition definition, JsonValue root)
    {
        var schema = root[definition.JsonName] ?? definition.ReadStandard();
        if (schema is null)
        {
            _faults.MissingDefinition(definition.JsonName, root);
            return null;
        }

        if (_references.Resolve(schema) is not { } target)
        {
            return null;
        }

        if (target.Kind != JsonKind.Object || (target["type"] is { } type && type is not { Kind: JsonKind.String, Text: "object" }))
        {
            _faults.Unsupported(target["type"] ?? target, "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
            return null;
        }

        if (_openObjects.FindUnlisted(target) is { } unlisted)
        {
            _faults.Unsupported(
                unlisted, "this describes properties that the definition itself does not list and whose values would be lost: list them in 'properties'");
        }

        return schema;
    }

    private void AddType(string file, JsonValue schema, TypeModel type)
    {
        if (!_files.TryGetValue(file, out var types))
        {
            _files.Add(file, types = []);
        }

        types.Add((schema.Span.Start, type));
    }

    private EquatableArray<DefinitionModel> BuildFiles()
    {
        var hints = new IdentifierScope([SourceAliasWriter.FileName], StringComparer.OrdinalIgnoreCase);
        return _files.Values.Select(types =>
        {
            var ordered = types.OrderBy(type => type.Start).Select(type => type.Type).ToEquatableArray();
            return new DefinitionModel(hints.Claim(ordered[0].Name) + ".g.cs", ordered);
        }).ToEquatableArray();
    }
}
