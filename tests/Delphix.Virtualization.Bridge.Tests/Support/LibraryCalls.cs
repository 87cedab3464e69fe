using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>Calls the libraries of a test for an engine's process.</summary>
internal static class LibraryCalls
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<JsonObject> AnswerAsync(ILibs libs, string name, JsonObject arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(libs, name, arguments, cancellationToken);
        }
        catch (LibraryException e)
        {
            return new JsonObject { ["error"] = new JsonObject { ["id"] = e.Id, ["message"] = e.Message } };
        }
        catch (NonActionableLibraryException)
        {
            return new JsonObject { ["exit"] = true };
        }
    }

    private static async Task<JsonObject> CallAsync(
        ILibs libs, string name, JsonObject arguments, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "run_bash":
                return JsonOf(await libs.RunBashAsync(
                    Connection(arguments),
                    Text(arguments, "command"),
                    Variables(arguments),
                    arguments["useLoginShell"]!.GetValue<bool>(),
                    cancellationToken: cancellationToken));
            case "run_powershell":
                return JsonOf(await libs.RunPowershellAsync(
                    Connection(arguments), Text(arguments, "command"), Variables(arguments), cancellationToken: cancellationToken));
            case "run_expect":
                return JsonOf(await libs.RunExpectAsync(
                    Connection(arguments), Text(arguments, "command"), Variables(arguments), cancellationToken: cancellationToken));
            case "run_sync":
                await libs.RunSyncAsync(
                    Connection(arguments),
                    Text(arguments, "sourceDirectory"),
                    arguments["rsyncUser"]?.GetValue<string>(),
                    arguments["excludePaths"].Deserialize<string[]>(),
                    arguments["symLinksToFollow"].Deserialize<string[]>(),
                    cancellationToken);
                return [];
            case "retrieve_credentials":
                return JsonOf(await libs.RetrieveCredentialsAsync(arguments["credentialsSupplier"]!.AsObject(), cancellationToken));
            default:
                var supplier = libs.UpgradePassword(Text(arguments, "password"), arguments["username"]?.GetValue<string>());
                return new JsonObject { ["credentialsSupplier"] = supplier };
        }
    }

    private static JsonObject JsonOf(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Options)!.AsObject();

    private static RemoteConnection Connection(JsonObject arguments) => arguments["connection"].Deserialize<RemoteConnection>(Options)!;

    private static Dictionary<string, string> Variables(JsonObject arguments) =>
        arguments["variables"].Deserialize<Dictionary<string, string>>()!;

    private static string Text(JsonObject arguments, string name) => arguments[name]!.GetValue<string>();
}
