using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>The platform's answers to requests.</summary>
internal static class Answer
{
    internal static JsonObject Ok(JsonNode? result, string? action = null, string? job = null) => Success("OKResult", result, action, job);

    internal static JsonObject Data(JsonNode result) => Success("DataResult", result, null, null);

    internal static JsonObject List(JsonArray items)
    {
        var answer = Success("ListResult", items, null, null);
        answer["total"] = items.Count;
        answer["overflow"] = false;
        return answer;
    }

    internal static JsonObject Error(JobError error, string id) => new()
    {
        ["type"] = "ErrorResult",
        ["status"] = "ERROR",
        ["error"] = new JsonObject
        {
            ["type"] = "APIError",
            ["details"] = error.Message,
            ["action"] = error.Action,
            ["id"] = id,
            ["commandOutput"] = error.Output.Length > 0 ? error.Output : null,
            ["diagnoses"] = new JsonArray(),
        },
    };

    /// <summary>A time as the platform writes it.</summary>
    internal static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Success(string type, JsonNode? result, string? action, string? job) => new()
    {
        ["type"] = type,
        ["status"] = "OK",
        ["result"] = result,
        ["job"] = job,
        ["action"] = action,
    };
}
