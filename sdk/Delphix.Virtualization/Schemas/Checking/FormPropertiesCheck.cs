using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks <c>dxFormProperties</c>, which say how the platform's forms show a property.</summary>
internal static class FormPropertiesCheck
{
    private static readonly IReadOnlyDictionary<string, string[]> TypesOfMessages = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["minLength"] = ["string"],
        ["pattern"] = ["string"],
        ["minItems"] = ["array"],
        ["maxItems"] = ["array"],
        ["uniqueItems"] = ["array"],
        ["multipleOf"] = ["integer", "number"],
    };

    /// <summary>Adds what is wrong with the value of the keyword.</summary>
    /// <param name="form">The value.</param>
    /// <param name="type">The JSON type of the property; null when the schema does not name one.</param>
    /// <param name="faults">Gets the faults.</param>
    internal static void Check(JsonValue form, string? type, SchemaFaults faults)
    {
        if (form.Kind != JsonKind.Object)
            faults.AddKind(form, "an object");
        foreach (var entry in form.Items.Where(_ => form.Kind == JsonKind.Object))
        {
            switch (entry.Name)
            {
                case "collapsible" or "expanded":
                    BelongsTo(entry, type, ["object", "array"], faults);
                    KeywordCheck.Passes(entry, KeywordValue.Boolean, faults);
                    break;
                case "rows":
                    BelongsTo(entry, type, ["string"], faults);
                    KeywordCheck.Passes(entry, KeywordValue.Count, faults);
                    break;
                case "hideExpression" when entry.Kind is JsonKind.String or JsonKind.Boolean:
                    break;
                case "hideExpression":
                    faults.AddKind(entry, "an expression, or true or false");
                    break;
                case "validationMessages":
                    CheckMessages(entry, type, faults);
                    break;
                default:
                    faults.Add(entry, "is not known here: use collapsible, expanded, hideExpression, rows or validationMessages");
                    break;
            }
        }
    }

    private static void CheckMessages(JsonValue messages, string? type, SchemaFaults faults)
    {
        if (messages.Kind != JsonKind.Object)
            faults.AddKind(messages, "an object with a message for each keyword");
        foreach (var message in messages.Items.Where(_ => messages.Kind == JsonKind.Object))
        {
            KeywordCheck.Passes(message, KeywordValue.Text, faults);
            if (TypesOfMessages.TryGetValue(message.Name, out var types))
                BelongsTo(message, type, types, faults);
            else
                faults.Add(message, $"no message can be given for this: use {string.Join(", ", TypesOfMessages.Keys)}");
        }
    }

    private static void BelongsTo(JsonValue entry, string? type, string[] types, SchemaFaults faults)
    {
        if (type is null || !types.Contains(type))
            faults.Add(entry, $"belongs to a property of type {string.Join(" or ", types)}");
    }
}
