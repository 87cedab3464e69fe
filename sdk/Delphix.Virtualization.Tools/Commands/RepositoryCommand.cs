using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp repository</c></summary>
internal static class RepositoryCommand
{
    internal static DvpCommand Create() => new("repository", "Lists what plugins found to work with.", "dvp repository list") { List() };

    private static DvpCommand List()
    {
        var environment = CommonArguments.OfEnvironment();
        return new DvpCommand("list", "Lists the repositories.", "dvp repository list", "dvp repository list --environment local")
        {
            environment,
        }
            .Runs(async context =>
            {
                var only = context.Of(environment) is { } name ? await context.FindAsync<EnvironmentObject>(name) : null;
                var index = await context.IndexAsync();
                List<RepositoryObject> repositories = [.. index.All<RepositoryObject>().Where(
                    repository => only is null || repository.Environment == only.Reference)];
                context.ShowList(
                    repositories,
                    repository => ObjectJson.Of(repository, index),
                    [
                        new("NAME", repository => repository.Name),
                        new("ENVIRONMENT", repository => index.NameOf(repository.Environment)!),
                        new("PLUGIN", repository => index.NameOf(repository.Plugin)!),
                        .. (await context.ValuesAsync(index)).Columns(repositories),
                        new("REFERENCE", repository => repository.Reference),
                    ],
                    "repository");
            });
    }
}
