using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Secrets;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>What the upgrade of a plugin does to its objects. Asterisks stand for secrets.</summary>
public sealed class UpgradePlan
{
    internal UpgradePlan(
        PluginObject installed,
        PluginObject next,
        IReadOnlyList<string> migrationIds,
        IReadOnlyList<(CatalogObject Old, CatalogObject New)> objects)
    {
        Plugin = next.Name;
        FromBuild = installed.BuildNumber;
        ToBuild = next.BuildNumber;
        MigrationIds = migrationIds;
        Objects = [.. objects.SelectMany(item => Describe(SecretMask.Hide(item.Old), SecretMask.Hide(item.New)))];
    }

    /// <summary>The plugin's name, as the new build has it.</summary>
    public string Plugin { get; }

    /// <summary>The installed build.</summary>
    public string FromBuild { get; }

    /// <summary>The build of the artifact.</summary>
    public string ToBuild { get; }

    /// <summary>The ids of the migrations that the installed build lacks, in the order in which they run.</summary>
    public IReadOnlyList<string> MigrationIds { get; }

    /// <summary>The values of the plugin's objects before and after.</summary>
    public IReadOnlyList<UpgradedValues> Objects { get; }

    private static IEnumerable<UpgradedValues> Describe(CatalogObject old, CatalogObject next)
    {
        var noun = CatalogType.Of(old.GetType()).Noun;
        yield return new(noun, old.Reference, old.Name, old.Parameters, next.Parameters);
        if (old is VirtualSourceObject oldVdb && next is VirtualSourceObject vdb)
            yield return new($"{noun}'s source config", old.Reference, old.Name, oldVdb.SourceConfigParameters, vdb.SourceConfigParameters);
    }
}
