using System.Globalization;

namespace Delphix.Virtualization.EndToEnd.Models;

/// <summary>The files of a tree, with what they hold.</summary>
internal sealed class ModelTree : SortedDictionary<string, string>
{
    public ModelTree()
        : base(StringComparer.Ordinal)
    {
    }

    private ModelTree(IDictionary<string, string> files)
        : base(files, StringComparer.Ordinal)
    {
    }

    public static ModelTree Read(string root) => new(
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(root, path), File.ReadAllText));

    public ModelTree Copy() => new(this);

    public override string ToString() => string.Join(", ", this.Select(file => $"{file.Key}={file.Value}"));
}

/// <summary>A snapshot of a dataset.</summary>
internal sealed record ModelSnapshot(string Name, ModelTree Tree);

/// <summary>A dSource or a VDB.</summary>
internal sealed class ModelDataset(string name, ModelDataset? parent)
{
    public string Name => name;

    /// <summary>What it was provisioned from; null for the dSource.</summary>
    public ModelDataset? Parent => parent;

    public ModelTree Tree { get; set; } = new();

    public bool IsEnabled { get; set; } = true;

    /// <summary>The snapshot that its data comes from; null for the dSource.</summary>
    public ModelSnapshot? Origin { get; set; }

    public List<ModelSnapshot> Snapshots { get; } = [];

    private int _last;

    public void TakeSnapshot() => Snapshots.Add(new ModelSnapshot(NameOf(++_last), Tree.Copy()));

    public ModelSnapshot? Find(int number) => Snapshots.FirstOrDefault(snapshot => snapshot.Name == NameOf(number));

    public void Become(ModelSnapshot snapshot) => (Tree, Origin) = (snapshot.Tree.Copy(), snapshot);

    private string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{name}@{number}");
}

/// <summary>What each dataset must hold, and what an engine must refuse.</summary>
internal sealed class DatasetModel
{
    public const string Dsource = "files";

    private static readonly string[] Names = [Dsource, "a", "b", "c"];
    private static readonly string[] Files = ["one", "two", "folder/one", "folder/two"];

    private int _written;

    public ModelTree Source { get; } = new() { ["always"] = "there" };

    public Dictionary<string, ModelDataset> Datasets { get; } = [];

    public static string NameOf(int dataset) => Names[dataset];

    public static string FileOf(int file) => Files[file];

    /// <summary>What the next file that is written holds.</summary>
    public string NextContent() => string.Create(CultureInfo.InvariantCulture, $"written {++_written}");

    /// <summary>Does an operation.</summary>
    /// <returns>Whether it is allowed; otherwise nothing is done.</returns>
    public bool TryApply(Operation operation)
    {
        var dataset = Datasets.GetValueOrDefault(NameOf(operation.Dataset));
        var other = Datasets.GetValueOrDefault(NameOf(operation.Other));
        switch (operation.Kind)
        {
            case OperationKind.Link when !Datasets.ContainsKey(Dsource):
                Datasets[Dsource] = new ModelDataset(Dsource, parent: null) { Tree = Source.Copy() };
                Datasets[Dsource].TakeSnapshot();
                return true;
            case OperationKind.Sync or OperationKind.Resync when dataset is { Parent: null, IsEnabled: true }:
                dataset.Tree = Source.Copy();
                dataset.TakeSnapshot();
                return true;
            case OperationKind.Provision or OperationKind.ProvisionFromNewest
                when dataset is null && operation.Dataset != 0 && SnapshotOf(other, operation) is { } origin:
                dataset = Datasets[NameOf(operation.Dataset)] = new ModelDataset(NameOf(operation.Dataset), other);
                dataset.Become(origin);
                dataset.TakeSnapshot();
                return true;
            case OperationKind.Snapshot when dataset is { Parent: not null, IsEnabled: true }:
                dataset.TakeSnapshot();
                return true;
            case OperationKind.Refresh or OperationKind.RefreshToNewest
                when dataset is { Parent: not null, IsEnabled: true } && SnapshotOf(dataset.Parent, operation) is { } newer:
                dataset.Become(newer);
                return true;
            case OperationKind.Rollback
                when dataset is { Parent: not null, IsEnabled: true } && SnapshotOf(dataset, operation) is { } older:
                dataset.Become(older);
                return true;
            case OperationKind.Disable or OperationKind.Enable when dataset is not null:
                dataset.IsEnabled = operation.Kind == OperationKind.Enable;
                return true;
            case OperationKind.DeleteSnapshot
                when SnapshotOf(dataset, operation) is { } unused && Datasets.Values.All(vdb => vdb.Origin != unused):
                return dataset!.Snapshots.Remove(unused);
            case OperationKind.Delete when dataset is not null && Datasets.Values.All(vdb => vdb.Parent != dataset):
                return Datasets.Remove(dataset.Name);
            default:
                return false;
        }
    }

    private static ModelSnapshot? SnapshotOf(ModelDataset? dataset, Operation operation) =>
        operation.Kind is OperationKind.ProvisionFromNewest or OperationKind.RefreshToNewest
            ? dataset?.Snapshots.LastOrDefault()
            : dataset?.Find(operation.Snapshot);
}
