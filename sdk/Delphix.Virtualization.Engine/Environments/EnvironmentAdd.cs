using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Environments;

/// <summary>Adds a host, then takes the steps of "Environment discovery" with every installed plugin.</summary>
/// <param name="name">The environment's name.</param>
/// <param name="address">The host's address; <c>localhost</c> is the engine's own machine, without SSH.</param>
public sealed class EnvironmentAdd(string name, string address) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Environment discovery";

    /// <summary>
    /// The user to log in as; null: the user that the engine runs as. On the engine's own machine, another user takes an engine that runs
    /// as root.
    /// </summary>
    public string? User { get; init; }

    /// <summary>The port of the host's SSH server.</summary>
    public int Port { get; init; } = 22;

    /// <summary>The private key to log in with; null: what ssh offers by itself.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>Whether the key of a host that was never met is accepted and remembered.</summary>
    public bool AcceptNewHostKey { get; init; }

    /// <summary>Whether set-user-ID programs and device files have their usual power in datasets that are mounted on the host.</summary>
    public bool AllowSuidAndDevices { get; init; }

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        ObjectNames.Check(name, "environment");
        if (address.Length == 0 || address[0] == '-' || address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '@' or '/'))
            throw new UserException(
                $"'{address}' is not the address of a host.", "Give a host name or an IP address; the user goes into --user.", "");
        if (User is { } user && (user.Length == 0 || user[0] == '-' || user.Any(char.IsControl)))
            throw new UserException($"'{user}' is not the name of a user.", "Give the login name on the host.", "");
        if (address == EnvironmentObject.LocalAddress && User is { } local && local != Environment.UserName)
            await RequireLocalUserAsync(local, cancellationToken);
        if (IdentityFile is { } key && !File.Exists(key))
            throw new UserException(
                $"The identity file {key} does not exist.", "Give the path of a private key on the engine's machine.", "");
        await RequireFreeAsync(engine, cancellationToken);
        var reference = await engine.Catalog.NextReferenceAsync<EnvironmentObject>(cancellationToken);
        return new EnvironmentObject
        {
            Reference = reference,
            Name = name,
            CreatedAt = engine.Clock.GetUtcNow(),
            Address = address,
            User = User ?? Environment.UserName,
            Port = Port,
            IdentityFile = IdentityFile is null ? null : Path.GetFullPath(IdentityFile),
            AllowsSuidAndDevices = AllowSuidAndDevices,
            HostReference = reference.Replace("_ENVIRONMENT", "", StringComparison.Ordinal),
            UserReference = reference.Replace("UNIX_HOST_ENVIRONMENT", "HOST_USER", StringComparison.Ordinal),
            BinaryPath = engine.Directory.Binaries(reference),
            ScratchPath = engine.Directory.Scratch(reference),
        };
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var environment = (EnvironmentObject)target;
        using (await run.Catalog.LockAsync())
        {
            await RequireFreeAsync(run.Engine, run.CancellationToken);
            await run.Catalog.AddAsync(environment);
        }

        var host = run.Engine.Hosts.To(environment, AcceptNewHostKey);
        if (!environment.IsOfEngineUser)
        {
            var located = HostFolders.Locate(
                await run.Job.StepAsync("Connect", () => HostFolders.AskAsync(host, run.Engine, run.CancellationToken)), environment);
            environment = await run.Catalog.ReplaceAsync(environment, located);
        }

        await run.Job.UndoByAsync(new CleanUp.RemoveHostFolder(environment));
        await run.Job.StepAsync("Make the scratch folder", () => HostFolders.MakeAsync(host, environment, run.CancellationToken));
        await EnvironmentRefresh.DiscoverAsync(run, environment);
    }

    private static async Task RequireLocalUserAsync(string user, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new UserException(
                $"Scripts cannot run as '{user}' on the engine's own machine: the engine runs as {Environment.UserName}, not as root.",
                "Run dvp as root, or leave out --user.",
                "");
        }

        if (await LocalUser.TryFindAsync(user, cancellationToken) is null)
            throw new UserException($"There is no user '{user}' on the engine's own machine.", "See what there is: getent passwd", "");
    }

    private async Task RequireFreeAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        if ((await engine.Catalog.ListAsync<EnvironmentObject>(cancellationToken)).Any(known => known.Name == name))
            throw new UserException($"There is an environment '{name}' already.", "Choose another name.", "");
    }
}
