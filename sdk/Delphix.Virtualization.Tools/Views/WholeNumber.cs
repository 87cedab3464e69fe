using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Reads whole numbers of a JSON value, however it was made.</summary>
internal static class WholeNumber
{
    internal static bool TryRead(JsonNode? value, out long number)
    {
        number = 0;
        return value?.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
