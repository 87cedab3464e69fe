using System.Globalization;

namespace Delphix.Virtualization.Json;

/// <summary>The way from a document's root to a value, as people write it in messages: <c>properties.hosts[0]</c>.</summary>
internal sealed class JsonPath
{
    /// <summary>The document itself.</summary>
    public static readonly JsonPath Root = new(null, "", "");

    private readonly JsonPath? _parent;
    private readonly string _step;

    private JsonPath(JsonPath? parent, string name, string step)
    {
        _parent = parent;
        Name = name;
        _step = step;
    }

    /// <summary>Last segment: a member's name or an element's index; empty at the root.</summary>
    public string Name { get; }

    /// <summary>Names and indexes from the root to here.</summary>
    public IReadOnlyList<string> Segments => [.. FromRoot().Skip(1).Select(path => path.Name)];

    /// <summary>Path of a member of the object here.</summary>
    public JsonPath Member(string name) => new(this, name, IsPlain(name) ? "." + name : "['" + name + "']");

    /// <summary>Path of an element of the array here.</summary>
    public JsonPath Element(int index)
    {
        var name = index.ToString(CultureInfo.InvariantCulture);
        return new JsonPath(this, name, "[" + name + "]");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(FromRoot().Select(path => path._step)).TrimStart('.');

    private static bool IsPlain(string name) => name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$' or '-');

    private Stack<JsonPath> FromRoot()
    {
        var steps = new Stack<JsonPath>();
        for (var path = this; path is not null; path = path._parent)
        {
            steps.Push(path);
        }

        return steps;
    }
}
