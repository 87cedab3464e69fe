using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Which plugin an object belongs to.</summary>
internal static class OwningPlugin
{
    /// <summary>
    /// The reference of an object's plugin; null for an environment, which all plugins share, and where the catalog cannot say it.
    /// </summary>
    internal static async Task<string?> FindAsync(EngineContext engine, CatalogObject owned, CancellationToken cancellationToken)
    {
        return owned switch
        {
            PluginObject plugin => plugin.Reference,
            RepositoryObject repository => repository.Plugin,
            SourceConfigObject config => await OfRepositoryAsync(config.Repository),
            DatasetObject dataset => await OfRepositoryAsync(dataset.Repository),
            _ => null,
        };

        async Task<string?> OfRepositoryAsync(string reference)
        {
            try
            {
                return (await engine.Catalog.GetAsync<RepositoryObject>(reference, cancellationToken)).Plugin;
            }
            catch (Exception e) when (e is InvalidDataException or UserException)
            {
                // A document that is damaged or missing stops only those who need it: data can still be exported and deleted.
                return null;
            }
        }
    }
}
