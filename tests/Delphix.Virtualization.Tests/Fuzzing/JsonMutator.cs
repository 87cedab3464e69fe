using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tests.Fuzzing;

/// <summary>Changes JSON at random places. The same seed gives the same changes.</summary>
/// <param name="random">The source of chance.</param>
/// <param name="names">Property names that mean something where the JSON is read.</param>
/// <param name="values">JSON texts that are put in.</param>
internal sealed class JsonMutator(Random random, string[] names, string[] values)
{
    private static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-1", "1.0", "1.5", "1e400", "-1e400", "1e-400", "99999999999999999999999", "9223372036854775807",
        "2147483648", "0.1", "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"null\"", "[]", "{}", "[[]]", "[null]", "[{}]",
        "{\"\":null}", "{\"a\":{\"a\":{\"a\":[1,\"a\",true]}}}",
    ];

    /// <summary>A copy with one to seven changes.</summary>
    public JsonNode? Mutate(JsonNode original)
    {
        var holder = new JsonObject { ["root"] = original.DeepClone() };
        for (var changes = random.Next(1, 8); changes > 0; changes--)
            Change(holder);
        var result = holder["root"];
        holder.Remove("root");
        return result;
    }

    /// <summary>Any JSON.</summary>
    public JsonNode? Value(int depth = 0) => random.Next(depth > 3 ? 6 : 10) switch
    {
        < 3 => JsonNode.Parse(Odd[random.Next(Odd.Length)]),
        < 6 => JsonNode.Parse(values[random.Next(values.Length)]),
        < 8 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1))]),
        _ => new JsonObject(
            Enumerable.Range(0, random.Next(4)).Select(_ => Name()).Distinct().Select(name => KeyValuePair.Create(name, Value(depth + 1)))),
    };

    private string Name() => names[random.Next(names.Length)];

    private void Change(JsonObject holder)
    {
        List<JsonNode> containers = [holder];
        for (var i = 0; i < containers.Count; i++)
        {
            var children = containers[i] is JsonObject members ? members.Select(member => member.Value) : containers[i].AsArray();
            containers.AddRange(children.Where(child => child is JsonObject or JsonArray)!);
        }

        var container = containers[random.Next(containers.Count)];
        if (container is JsonArray list)
            Change(list);
        else if (container == holder && random.Next(20) == 0)
            holder["root"] = Value();
        else if (container != holder)
            Change((JsonObject)container, containers);
    }

    private void Change(JsonArray list)
    {
        if (list.Count > 0 && random.Next(3) == 0)
            list.RemoveAt(random.Next(list.Count));
        else if (list.Count > 0 && random.Next(2) == 0)
            list[random.Next(list.Count)] = Value();
        else
            list.Add(Value());
    }

    private void Change(JsonObject members, List<JsonNode> containers)
    {
        var name = members.Count > 0 && random.Next(3) > 0 ? members.ElementAt(random.Next(members.Count)).Key : Name();
        switch (random.Next(6))
        {
            case 0:
                members.Remove(name);
                break;
            case 1 when members.Remove(name, out var moved):
                members[Name()] = moved;
                break;
            case 2:
                members[name] = containers[random.Next(1, containers.Count)].DeepClone();
                break;
            case 3 when random.Next(10) == 0:
                members[name] = Nest(members[name]?.DeepClone());
                break;
            default:
                members[name] = Value();
                break;
        }
    }

    private JsonNode? Nest(JsonNode? value)
    {
        var name = random.Next(2) == 0 ? null : Name();
        for (var levels = random.Next(1, 70); levels > 0; levels--)
            value = name is null ? new JsonArray(value) : new JsonObject { [name] = value };
        return value;
    }
}
