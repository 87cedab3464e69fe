using System.Security.Cryptography;
using System.Text;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>
/// The engine's folders on a host. On hosts other than its own they lie below the user's data folder, apart from those of other engines.
/// </summary>
internal static class HostFolders
{
    /// <summary>Asks the host for the folder that this engine may use there.</summary>
    internal static async Task<string> AskAsync(HostConnection host, EngineContext engine, CancellationToken cancellationToken)
    {
        var id =
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}:{engine.Directory.Root}")))[..12];
        return await RunAsync(host, "find-folder.sh", new() { ["DVP_ENGINE"] = id }, cancellationToken);
    }

    /// <summary>The environment with its folders below the one that the host named.</summary>
    internal static EnvironmentObject Locate(string folder, EnvironmentObject environment) => environment with
    {
        ScratchPath = $"{folder}/{environment.Reference}/scratch",
        BinaryPath = $"{folder}/{environment.Reference}/bin",
    };

    /// <summary>Makes an environment's scratch folder, or closes and checks the one that is there.</summary>
    /// <exception cref="UserException">It cannot be made, or is not the environment user's alone.</exception>
    internal static Task MakeAsync(HostConnection host, EnvironmentObject environment, CancellationToken cancellationToken) =>
        RunAsync(host, "make-scratch.sh", new() { ["DVP_SCRATCH"] = environment.ScratchPath }, cancellationToken);

    /// <summary>Removes an environment's scratch folder.</summary>
    /// <exception cref="UserException">Something is mounted in there.</exception>
    internal static Task RemoveAsync(HostConnection host, EnvironmentObject environment, CancellationToken cancellationToken) =>
        RemoveDatasetAsync(host, environment, "", cancellationToken);

    /// <summary>Removes what a dataset has in an environment's scratch folder.</summary>
    /// <exception cref="UserException">Something is mounted in there.</exception>
    internal static Task RemoveDatasetAsync(
        HostConnection host, EnvironmentObject environment, string datasetGuid, CancellationToken cancellationToken) => RunAsync(
            host,
            "remove-scratch.sh",
            new() { ["DVP_SCRATCH"] = environment.ScratchPath, ["DVP_DATASET"] = datasetGuid },
            cancellationToken);

    private static async Task<string> RunAsync(
        HostConnection host, string script, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var result = await host.RunAsync(
            new HostCommand { Script = EmbeddedScript.Read(script), Variables = variables }, cancellationToken);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new UserException(
                "The engine cannot use its folder on the host.",
                "Do what the output says, or check that the user's home folder on the host can be written.",
                result.Stderr.Trim());
    }
}
