using System.Globalization;
using Delphix.Virtualization;
using DirectoryPlugin.Sync;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Syncs of a dataset, by the plugin and its scripts as they are, without another try for a connection that broke.</summary>
internal static class DatasetSync
{
    /// <summary>Runs a sync that should succeed.</summary>
    public static async Task SyncAsync(this Dataset dataset, params (string Name, string Value)[] changed) =>
        (await dataset.TrySyncAsync(changed)).ShouldSucceed();

    /// <summary>Runs a sync.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="changed">
    /// Variables of <see cref="Dataset.Variables"/> with other values, and more of them for the programs that are run.
    /// </param>
    public static Task<SyncResult> TrySyncAsync(this Dataset dataset, params (string Name, string Value)[] changed) =>
        TrySyncAsync(dataset, asNobody: false, changed);

    /// <summary>Runs a sync as the user that owns nothing.</summary>
    public static Task<SyncResult> TrySyncAsNobodyAsync(this Dataset dataset, params (string Name, string Value)[] changed) =>
        TrySyncAsync(dataset, asNobody: true, changed);

    /// <summary>The variables with which the plugin would run <c>copy.sh</c>, for those who run it themselves.</summary>
    public static async Task<Dictionary<string, string>> PlanAsync(this Dataset dataset, params (string Name, string Value)[] changed)
    {
        var variables = dataset.Variables(changed);
        var given = Given(variables);
        Set(variables, given);
        var plan = SyncPlan.Make(await ProbeAsync(variables), "", given, DateTimeOffset.UtcNow);
        Set(variables, plan.Variables);
        return variables;
    }

    /// <summary>What both hosts say of themselves before a sync.</summary>
    public static Task<ScriptOutput> ProbeAsync(this Dataset dataset)
    {
        var variables = dataset.Variables();
        Set(variables, Given(variables));
        return ProbeAsync(variables);
    }

    private static void Set(Dictionary<string, string> variables, Dictionary<string, string> given)
    {
        foreach (var (name, value) in given)
            variables["DLPX_" + name] = value;
    }

    private static async Task<ScriptOutput> ProbeAsync(Dictionary<string, string> variables)
    {
        var asked = await Shell.RunScriptAsync("probe", variables);
        asked.ExitCode.Should().Be(0, asked.Stderr);
        return new ScriptOutput("probe", asked.Stdout);
    }

    private static Dictionary<string, string> Given(Dictionary<string, string> variables)
    {
        var sourceConfig = new SourceConfigDefinition { Name = "dataset", Path = variables["DLPX_SOURCE_PATH"] };
        return Ingestion.SyncVariables(StagedSource(variables), sourceConfig, isResync: variables["DLPX_MODE"] == "resync");
    }

    private static async Task<SyncResult> TrySyncAsync(Dataset dataset, bool asNobody, (string, string)[] changed)
    {
        var variables = dataset.Variables(changed);
        var environment = variables
            .Where(variable => !variable.Key.StartsWith("DLPX_", StringComparison.Ordinal) || variable.Key == "DLPX_PATIENCE")
            .ToDictionary();
        var host = new LocalLibs(variables: environment, user: asNobody && Environment.IsPrivilegedProcess ? "nobody" : null);
        var log = new FakeLogger<Ingestion>();
        try
        {
            await new Ingestion(host, log, TimeProvider.System)
                .SyncOnceAsync(StagedSource(variables).StagedConnection, Given(variables), CancellationToken.None);
            return new SyncResult("", "", Stderr(), [.. log.Lines.Select(line => line.Text)]);
        }
        catch (ScriptException e)
        {
            return new SyncResult(e.Failure, e.Message, Stderr(), [.. log.Lines.Select(line => line.Text)]);
        }
        catch (UserException e)
        {
            return new SyncResult("unknown", e.Message, Stderr(), [.. log.Lines.Select(line => line.Text)]);
        }

        string Stderr() => string.Concat(host.Results.Select(result => result.Stderr));
    }

    private static StagedSource<LinkedSourceDefinition> StagedSource(Dictionary<string, string> variables)
    {
        var environment = new RemoteEnvironment(
            "staging", "UNIX_HOST_ENVIRONMENT-2", new RemoteHost("staging.example", "UNIX_HOST-2", "/bin", variables["DLPX_SCRATCH_PATH"]));
        var connection = new RemoteConnection(environment, new RemoteUser("staging-user", "HOST_USER-2"));
        var patterns = Enumerable.Range(0, int.Parse(variables["DLPX_EXCLUDE_COUNT"], CultureInfo.InvariantCulture))
            .Select(i => variables[string.Create(CultureInfo.InvariantCulture, $"DLPX_EXCLUDE_{i}")]);
        var parameters = new LinkedSourceDefinition
        {
            SourceAddress = variables["DLPX_SOURCE_ADDRESS"],
            Username = variables["DLPX_SOURCE_USER"],
            MountLocation = variables["DLPX_MOUNT_PATH"],
            SshPort = int.Parse(variables["DLPX_SSH_PORT"], CultureInfo.InvariantCulture),
            AcceptNewHostKey = variables["DLPX_ACCEPT_NEW_HOST_KEY"] == "true",
            AllowEmptySource = variables["DLPX_ALLOW_EMPTY_SOURCE"] == "true",
            OneFileSystem = variables.GetValueOrDefault("DLPX_ONE_FILE_SYSTEM") == "true" ? true : null,
            IdentityFile = variables["DLPX_IDENTITY_FILE"] is { Length: > 0 } file ? file : null,
            BandwidthLimitKiBps = variables["DLPX_BANDWIDTH_LIMIT"] is { Length: > 0 } limit
                ? int.Parse(limit, CultureInfo.InvariantCulture)
                : null,
            ExcludePatterns = [.. patterns],
        };
        return new StagedSource<LinkedSourceDefinition>(
            variables["DLPX_GUID"], connection, parameters, new Mount(environment, variables["DLPX_MOUNT_PATH"]), connection);
    }
}
