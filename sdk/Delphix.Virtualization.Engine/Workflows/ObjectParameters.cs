using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The values that a user gives for an object of the plugin's schema.</summary>
internal static class ObjectParameters
{
    // A document, a job record and a request to a plugin each wrap these values in a few more levels, and JSON is read to 64. Values that
    // fitted into the document but not into the job record could never be changed or deleted.
    private const int MaximumDepth = 50;

    /// <summary>What tells an object from others of its kind, by which discovery finds it again.</summary>
    /// <param name="values">The object's values, with all that is secret.</param>
    /// <param name="identityFields">The identity fields of its definition.</param>
    internal static string IdentityOf(JsonObject values, IReadOnlyList<string> identityFields) =>
        string.Join('\n', identityFields.Select(field => values[field]?.ToJsonString() ?? "null"));

    /// <summary>
    /// Reads text as what the schema takes, adds the schema's defaults, checks the result and encrypts what is secret of it.
    /// </summary>
    /// <exception cref="UserException">The values break the schema.</exception>
    internal static async Task<JsonObject> CompleteAsync(
        InstalledPlugin plugin, DefinitionKind kind, JsonObject parameters, string noun, CancellationToken cancellationToken)
    {
        RequireDepth(parameters, noun);
        var read = ParameterText.Read(plugin.Schemas[kind], parameters);
        var values = plugin.Schemas.WithDefaults(kind, read);
        // Text that was read as JSON, and a default, may be deep too.
        RequireDepth(values, noun);
        try
        {
            plugin.Schemas.Validate(kind, values, $"The {noun}");
        }
        catch (SchemaViolationException e)
        {
            throw new UserException(
                $"The parameters of the {noun} are not right: {string.Join("; ", e.Faults)}.",
                """Give them with --param NAME=VALUE, once for each, and a list with --param 'NAME:=["A","B"]'.""",
                "",
                e);
        }

        return await plugin.Secrets.ProtectAsync(kind, values, cancellationToken);
    }

    /// <summary>The values that an object has, with changes that a user gives, as a JSON merge patch (RFC 7396).</summary>
    /// <exception cref="UserException">The result breaks the schema.</exception>
    internal static async Task<JsonObject> ChangeAsync(
        InstalledPlugin plugin,
        DefinitionKind kind,
        JsonObject stored,
        JsonObject changes,
        string noun,
        CancellationToken cancellationToken)
    {
        RequireDepth(changes, noun);
        var values = await plugin.Secrets.RevealAsync(kind, stored, cancellationToken);
        Merge(values, changes);
        return await CompleteAsync(plugin, kind, values, noun, cancellationToken);
    }

    /// <summary>Refuses values that could not be kept.</summary>
    /// <exception cref="UserException">They are nested too deep.</exception>
    internal static void RequireDepth(JsonObject values, string noun)
    {
        using var writer = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { MaxDepth = MaximumDepth });
        try
        {
            values.WriteTo(writer);
        }
        catch (InvalidOperationException) when (writer.CurrentDepth == MaximumDepth)
        {
            throw new UserException(
                string.Create(CultureInfo.InvariantCulture, $"The parameters of the {noun} are nested deeper than {MaximumDepth} levels."),
                "Give values that are less deep.",
                "");
        }
    }

    /// <summary>Changes values as a JSON merge patch says.</summary>
    internal static void Merge(JsonObject values, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                values.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                // An object that is new loses its nulls too: they say what is absent.
                if (values[name] is not JsonObject known)
                    values[name] = known = [];
                Merge(known, inner);
            }
            else
            {
                values[name] = value.DeepClone();
            }
        }
    }
}
