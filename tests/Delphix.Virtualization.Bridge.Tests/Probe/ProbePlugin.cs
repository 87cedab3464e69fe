using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Tests.Probe;

/// <summary>Does what the name of the repository says.</summary>
public sealed class ProbePlugin(ILibs libs, ILogger<ProbePlugin> logger)
{
    public static Plugin Plugin { get; } = new Plugin().AddOperations<ProbePlugin>();

    [Discovery.Repository]
    public static IReadOnlyList<RepositoryDefinition> Repositories(RemoteConnection sourceConnection) => [];

    [Discovery.SourceConfig]
    public async Task<IReadOnlyList<SourceConfigDefinition>> SourceConfigs(
        RemoteConnection sourceConnection, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        switch (repository.Name)
        {
            case "user error":
                throw new UserException("It is so.", "Do this.", "");
            case "user error with output":
                throw new UserException("It is so.", "Do this.", "what was seen");
            case "internal error":
                throw new InvalidOperationException("inner text");
            case "library":
                return Named((await libs.RunBashAsync(sourceConnection, "script", cancellationToken: cancellationToken)).Stdout);
            case "checked script":
                await libs.RunBashAsync(sourceConnection, "script", check: true, cancellationToken: cancellationToken);
                break;
            case "handled library error":
                return Named(await HandledAsync(sourceConnection));
            case "two at once":
                var first = libs.RunBashAsync(sourceConnection, "first", cancellationToken: cancellationToken);
                var second = libs.RunBashAsync(sourceConnection, "second", cancellationToken: cancellationToken);
                return Named((await first).Stdout, (await second).Stdout);
            case "continues":
                _ = GoOnAsync(sourceConnection);
                break;
            case "cancelled script":
                return Named(await CancelAsync(sourceConnection, cancellationToken));
            case "log":
                Log();
                break;
            case "wait":
                await WaitAsync(cancellationToken);
                break;
            case "large result":
                return Named(new string('x', 5 << 20));
            case "long error":
                throw new UserException(new string('x', 200_000));
            case "credentials":
                var credentials = (PasswordCredentials)await libs.RetrieveCredentialsAsync(repository.Credentials!, cancellationToken);
                return Named($"{credentials.Username}:{credentials.Password}");
        }

        return [];
    }

    [Upgrade.LinkedSource("2.1")]
    public JsonObject Upgrade(JsonObject oldLinkedSource)
    {
        oldLinkedSource["password"] = libs.UpgradePassword($"{oldLinkedSource["password"]}", "user");
        return oldLinkedSource;
    }

    private async Task<string> HandledAsync(RemoteConnection connection)
    {
        try
        {
            await libs.RunBashAsync(connection, "script", cancellationToken: CancellationToken.None);
            return "nothing";
        }
        catch (LibraryException e)
        {
            return $"{e.Id}: {e.Message}";
        }
    }

    private async Task GoOnAsync(RemoteConnection connection)
    {
        try
        {
            await libs.RunBashAsync(connection, "script", cancellationToken: CancellationToken.None);
        }
        finally
        {
            logger.LogInformation("late");
        }
    }

    // Cancels a script, once another script says that it has begun.
    private async Task<string> CancelAsync(RemoteConnection connection, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource();
        var script = libs.RunBashAsync(connection, "script", cancellationToken: enough.Token);
        await libs.RunBashAsync(connection, "sign", cancellationToken: cancellationToken);
        await enough.CancelAsync();
        try
        {
            await script;
            return "ended";
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        logger.LogInformation("waiting");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            logger.LogInformation("cancelled: {Cancelled}", cancellationToken.IsCancellationRequested);
        }
    }

    private void Log()
    {
        logger.LogDebug("100 % debug");
        logger.LogInformation("information");
        logger.LogWarning("warning");
        logger.LogError(new InvalidOperationException("why"), "error");
        logger.LogProgress(42, "Copying");
    }

    private static SourceConfigDefinition[] Named(params string[] names) =>
        [.. names.Select(name => new SourceConfigDefinition { Name = name })];
}
