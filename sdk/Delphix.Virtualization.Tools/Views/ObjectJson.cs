using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Objects as scripts read them. What another object is named by has a sibling that ends in <c>Reference</c>.</summary>
internal static class ObjectJson
{
    /// <param name="item">The object.</param>
    /// <param name="index">What it refers to.</param>
    /// <param name="unmounted">Where a dataset was mounted last and is not now; null: nobody asked.</param>
    internal static JsonObject Of(CatalogObject item, CatalogIndex index, IReadOnlyList<string>? unmounted = null)
    {
        var json = new JsonObject
        {
            ["name"] = item.Name,
            ["reference"] = item.Reference,
            // Only datasets have states; the property is there for all, so that scripts need not ask.
            ["state"] = item is DatasetObject { State: var state } ? JsonOutput.State(state) : null,
            ["createdAt"] = JsonOutput.Time(item.CreatedAt),
        };
        switch (item)
        {
            case PluginObject plugin:
                json["pluginId"] = plugin.PluginId;
                json["buildNumber"] = plugin.BuildNumber;
                break;
            case EnvironmentObject environment:
                json["address"] = environment.Address;
                json["user"] = environment.User;
                json["port"] = environment.Port;
                json["identityFile"] = environment.IdentityFile;
                json["allowsSuidAndDevices"] = environment.AllowsSuidAndDevices;
                break;
            case RepositoryObject repository:
                Refer(json, "environment", repository.Environment, index);
                Refer(json, "plugin", repository.Plugin, index);
                break;
            case SourceConfigObject config:
                Refer(json, "environment", index.Find<RepositoryObject>(config.Repository)?.Environment, index);
                Refer(json, "repository", config.Repository, index);
                json["isManual"] = config.IsManual;
                break;
            case DatasetObject dataset:
                AddDataset(json, dataset, index, unmounted);
                break;
            case SnapshotObject snapshot:
                Refer(json, "dataset", snapshot.Dataset, index);
                break;
        }

        json["parameters"] = item.Parameters.DeepClone();
        if (item.Damage is { } damage)
            json["damage"] = damage.ToString();
        return json;
    }

    private static void AddDataset(JsonObject json, DatasetObject dataset, CatalogIndex index, IReadOnlyList<string>? unmounted)
    {
        json["datasetGuid"] = dataset.DatasetGuid;
        Refer(json, "environment", dataset.Environment, index);
        Refer(json, "repository", dataset.Repository, index);
        json["mountPaths"] = Array(dataset.Mounts.Select(mount => mount.Path));
        if (unmounted is not null)
            json["unmountedPaths"] = Array(unmounted);
        Refer(json, "newestSnapshot", index.SnapshotsOf(dataset).LastOrDefault()?.Reference, index);
        if (dataset is LinkedSourceObject linked)
            Refer(json, "sourceConfig", linked.SourceConfig, index);
        if (dataset is VirtualSourceObject vdb)
        {
            Refer(json, "parent", vdb.Parent, index);
            Refer(json, "snapshot", vdb.Snapshot, index);
            json["sourceConfigParameters"] = vdb.SourceConfigParameters.DeepClone();
        }
    }

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static void Refer(JsonObject json, string property, string? reference, CatalogIndex index)
    {
        json[property] = index.NameOf(reference);
        json[property + "Reference"] = reference;
    }
}
