using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Environments;

/// <summary>Finds the repository that a user means, who need not name it where there is but one.</summary>
internal static class RepositoryChoice
{
    /// <param name="engine">The engine.</param>
    /// <param name="environment">The environment that it must belong to.</param>
    /// <param name="name">Its name or reference; null for the only one.</param>
    /// <param name="plugin">The reference of the plugin that it must belong to; null for any.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">There is none, or more than one.</exception>
    internal static async Task<RepositoryObject> FindAsync(
        EngineContext engine, EnvironmentObject environment, string? name, string? plugin, CancellationToken cancellationToken)
    {
        var candidates = (await engine.Catalog.ListAsync<RepositoryObject>(cancellationToken))
            .Where(repository => repository.Environment == environment.Reference && (plugin is null || repository.Plugin == plugin))
            .Where(repository => name is null || repository.Name == name || repository.Reference == name)
            .ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new UserException(
                $"The environment '{environment.Name}' has no "
                    + $"{(name is null ? "repository that fits" : $"repository '{name}' that fits")}.",
                $"Install the plugin if it is not, then look again: dvp environment refresh \"{environment.Name}\"",
                ""),
            _ => throw new UserException(
                $"The environment '{environment.Name}' has {candidates.Count} repositories that fit.",
                "Name one with --repository: "
                    + $"{string.Join(", ", candidates.Select(repository => $"{repository.Reference} ({repository.Name})"))}.",
                ""),
        };
    }
}
