using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.EndToEnd.Secrets;

/// <summary>
/// A plugin that does with its secrets all that a careless author could do. Scripts show that they got them by their checksums.
/// </summary>
public static class CanaryPlugin
{
    public static Plugin Plugin { get; } = new Plugin().AddOperations<CanaryOperations>();
}

[SchemaDefinition("repositoryDefinition")]
public sealed record CanaryRepository(string Name, string Password);

[SchemaDefinition("sourceConfigDefinition")]
public sealed record CanarySourceConfig(string Name, string Password);

[SchemaDefinition("linkedSourceDefinition")]
public sealed record CanaryLinkedSource(string MountLocation, string Act, string Gate, string[] Passwords, JsonNode Login, JsonNode Key);

[SchemaDefinition("virtualSourceDefinition")]
public sealed record CanaryVirtualSource(string MountLocation);

[SchemaDefinition("snapshotDefinition")]
public sealed record CanarySnapshot(string Checksums, string Password);

[SchemaDefinition("snapshotParametersDefinition")]
public sealed record CanarySnapshotParameters(bool Resync);

public sealed class CanaryOperations(ILibs libs, ILogger<CanaryOperations> logger)
{
    // Waits until the test has looked at the running processes.
    private const string Script = """
        for secret in "$FIRST" "$LOGIN" "$KEY" "$CONFIG" "$BUILT"; do printf %s "$secret" | sha256sum | head -c 64; echo; done
        touch "$GATE.running"
        until [[ -e $GATE ]]; do sleep 0.02; done
        if [[ $ACT != succeed ]]; then
            set -x
            : "$FIRST" "$LOGIN" "$KEY" "$CONFIG" "$BUILT"
            exit 3
        fi
        """;

    // A password that discovery finds on the host, and that the test can know.
    [Discovery.Repository]
    public async Task<IReadOnlyList<CanaryRepository>> Repositories(RemoteConnection sourceConnection, CancellationToken cancellationToken)
    {
        var found = await libs.RunBashAsync(
            sourceConnection, "printf %s \"${DLPX_DIRECTORIES:-}\" | sha256sum | head -c 64", check: true,
            cancellationToken: cancellationToken);
        return [new("canaries", found.Stdout)];
    }

    // A token that the engine never got from anybody.
    internal static string Built(string gate) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(gate)));

    [Discovery.SourceConfig]
    public static IReadOnlyList<CanarySourceConfig> SourceConfigs(RemoteConnection sourceConnection, CanaryRepository repository) => [];

    [Linked.MountSpecification]
    public static MountSpecification Mount(StagedSource<CanaryLinkedSource> stagedSource, CanaryRepository repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, stagedSource.Parameters.MountLocation));

    [Linked.PostSnapshot]
    public async Task<CanarySnapshot> UseSecrets(
        StagedSource<CanaryLinkedSource> stagedSource,
        CanaryRepository repository,
        CanarySourceConfig sourceConfig,
        CanarySnapshotParameters? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var given = stagedSource.Parameters;
        logger.LogInformation("Received {Parameters}", JsonSerializer.Serialize(given));
        var login = (PasswordCredentials)await libs.RetrieveCredentialsAsync(given.Login.AsObject(), cancellationToken);
        var key = (KeyPairCredentials)await libs.RetrieveCredentialsAsync(given.Key.AsObject(), cancellationToken);
        logger.LogWarning(
            "Use {Passwords}, {Login} or {Key}, else {Config}", string.Join(',', given.Passwords), login.Password, key.PrivateKey,
            sourceConfig.Password);
        var variables = new Dictionary<string, string>
        {
            ["FIRST"] = given.Passwords[0],
            ["LOGIN"] = login.Password,
            ["KEY"] = key.PrivateKey,
            ["CONFIG"] = sourceConfig.Password,
            ["BUILT"] = Built(given.Gate),
            ["ACT"] = given.Act,
            ["GATE"] = given.Gate,
        };
        var ended = await libs.RunBashAsync(
            stagedSource.SourceConnection, Script, variables, check: given.Act == "fail", cancellationToken: cancellationToken);
        var all = $"{string.Join(',', variables.Values)} {ended.Stderr}";
        return given.Act switch
        {
            "refuse" => throw new UserException(
                $"The message: {all}", $"The action: {all}", $"The output: {all}", new InvalidOperationException(all)),
            "break" => throw new InvalidOperationException($"A defect: {all}"),
            _ => new CanarySnapshot(ended.Stdout, given.Passwords[1]),
        };
    }

    [Virtual.Configure]
    public static CanarySourceConfig Configure(
        VirtualSource<CanaryVirtualSource> virtualSource, CanarySnapshot snapshot, CanaryRepository repository) =>
        new(virtualSource.Guid, snapshot.Password);

    [Virtual.Reconfigure]
    public static CanarySourceConfig Reconfigure(
        VirtualSource<CanaryVirtualSource> virtualSource, CanaryRepository repository, CanarySourceConfig sourceConfig,
        CanarySnapshot snapshot) =>
        sourceConfig;

    [Virtual.PostSnapshot]
    public static CanarySnapshot Describe(
        VirtualSource<CanaryVirtualSource> virtualSource, CanaryRepository repository, CanarySourceConfig sourceConfig) =>
        new("", sourceConfig.Password);

    [Virtual.MountSpecification]
    public static MountSpecification Mount(VirtualSource<CanaryVirtualSource> virtualSource, CanaryRepository repository) =>
        new(new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.MountLocation));
}
