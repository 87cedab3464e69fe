using System.Globalization;
using CsCheck;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Models;

/// <summary>
/// Whatever is done with datasets, in whatever order: each tree holds what a simple model says, and what must not be is refused.
/// </summary>
public sealed class RandomOperationsTests
{
    private const int TriesToShrink = 30;

    [EngineFact]
    public async Task Datasets_after_each_of_random_operations_are_as_the_model_says()
    {
        await using var world = await World.StartAsync();
        for (var sequence = 0u; sequence < Soak.Number("DVP_SOAK_SEQUENCES", 3); sequence++)
        {
            var seed = new PCG(sequence, (ulong)Soak.Seed).ToString();
            try
            {
                await Operation.Sequences.SampleAsync(operations => RunAsync(world, operations), seed: seed, iter: 1, threads: 1);
            }
            catch (CsCheckException)
            {
                // The same sequence again, and then shorter ones that fail too.
                await Operation.Sequences.SampleAsync(
                    operations => RunAsync(world, operations), seed: seed, iter: TriesToShrink, threads: 1, print: Text);
                throw;
            }
        }
    }

    private static string Text(IEnumerable<Operation> operations) => string.Join('\n', operations);

    private static async Task RunAsync(World world, IEnumerable<Operation> operations)
    {
        await ClearAsync(world);
        var model = new DatasetModel();
        world.WriteSource("always", model.Source["always"]);
        await DoAsync(world, model, new Operation(OperationKind.Link, 0, 0, 0));
        await DoAsync(world, model, new Operation(OperationKind.ProvisionFromNewest, 1, 0, 0));
        foreach (var operation in operations)
            await DoAsync(world, model, operation);
    }

    private static async Task DoAsync(World world, DatasetModel model, Operation operation)
    {
        if (IsOfUser(world, model, operation))
        {
            await ExpectAsync(world, model, operation);
            return;
        }

        var workflow = WorkflowOf(world, operation);
        var before = await world.InventoryAsync();
        if (model.TryApply(operation))
        {
            await world.RunAsync(workflow);
        }
        else
        {
            await world.Invoking(engine => engine.RunAsync(workflow)).Should().ThrowAsync<UserException>("{0} must be refused", operation);
            (await world.InventoryAsync()).Should().Be(before, "{0} was refused", operation);
        }

        await ExpectAsync(world, model, operation);
    }

    // What users do with files, without the engine.
    private static bool IsOfUser(World world, DatasetModel model, Operation operation)
    {
        var file = DatasetModel.FileOf(operation.Other);
        switch (operation.Kind)
        {
            case OperationKind.WriteSource:
                model.Source[file] = model.NextContent();
                world.WriteSource(file, model.Source[file]);
                return true;
            case OperationKind.DeleteInSource:
                if (model.Source.Remove(file))
                    File.Delete(Path.Combine(world.Source, file));
                return true;
            case OperationKind.WriteDataset:
                if (model.Datasets.GetValueOrDefault(DatasetModel.NameOf(operation.Dataset)) is { Parent: not null, IsEnabled: true } vdb)
                {
                    vdb.Tree[file] = model.NextContent();
                    World.Write(Path.Combine(MountOf(world, vdb.Name), file), vdb.Tree[file]);
                }

                return true;
            default:
                return false;
        }
    }

    private static Workflow WorkflowOf(World world, Operation operation)
    {
        var (name, isDsource) = (DatasetModel.NameOf(operation.Dataset), operation.Dataset == 0);
        var number = operation.Snapshot.ToString(CultureInfo.InvariantCulture);
        return operation.Kind switch
        {
            OperationKind.Link => new LinkedSourceLink(DatasetModel.Dsource, "files", "here", world.LinkedSource()),
            OperationKind.Sync => new LinkedSourceSync(name, resync: false),
            OperationKind.Resync => new LinkedSourceSync(name, resync: true),
            OperationKind.Provision => new VirtualSourceProvision(world.Vdb(name), $"{DatasetModel.NameOf(operation.Other)}@{number}"),
            OperationKind.ProvisionFromNewest => new VirtualSourceProvision(world.Vdb(name), DatasetModel.NameOf(operation.Other)),
            OperationKind.Snapshot => new VirtualSourceSnapshot(name),
            OperationKind.Refresh => new VirtualSourceRefresh(name, number),
            OperationKind.RefreshToNewest => new VirtualSourceRefresh(name, null),
            OperationKind.Rollback => new VirtualSourceRollback(name, number),
            OperationKind.Disable => isDsource ? new LinkedSourceDisable(name) : new VirtualSourceDisable(name),
            OperationKind.Enable => isDsource ? new LinkedSourceEnable(name) : new VirtualSourceEnable(name),
            OperationKind.DeleteSnapshot => new SnapshotDelete($"{name}@{number}"),
            OperationKind.Delete => isDsource ? new LinkedSourceDelete(name) : new VirtualSourceDelete(name),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };
    }

    private static async Task ExpectAsync(World world, DatasetModel model, Operation operation)
    {
        DatasetObject[] datasets =
            [.. await world.Engine.ListAsync<LinkedSourceObject>(), .. await world.Engine.ListAsync<VirtualSourceObject>()];
        var snapshots = await world.Engine.ListAsync<SnapshotObject>();
        var expected = model.Datasets.Values.ToList();
        Tree(world.Source).Should().Be(model.Source.ToString());
        datasets.Select(dataset => (dataset.Name, dataset.State == DatasetState.Enabled))
            .Should().BeEquivalentTo(expected.Select(dataset => (dataset.Name, dataset.IsEnabled)));
        snapshots.Select(snapshot => snapshot.Name)
            .Should().BeEquivalentTo(expected.SelectMany(dataset => dataset.Snapshots).Select(snapshot => snapshot.Name));
        world.Mounts()
            .Should().BeEquivalentTo(expected.Where(dataset => dataset.IsEnabled).Select(dataset => MountOf(world, dataset.Name)));
        world.Volumes().Should().HaveCount(datasets.Length + snapshots.Count, "after {0}", operation);
        foreach (var dataset in datasets)
        {
            var tree = model.Datasets[dataset.Name].Tree.ToString();
            Tree(PoolPath(world, "volumes", dataset.Volume))
                .Should().Be(tree, "that is the storage of {0} after {1}", dataset.Name, operation);
            if (dataset.Mounts.Count > 0)
                Tree(MountOf(world, dataset.Name)).Should().Be(tree, "that is {0} after {1}", dataset.Name, operation);
        }

        foreach (var snapshot in expected.SelectMany(dataset => dataset.Snapshots))
        {
            var reference = snapshots.Single(known => known.Name == snapshot.Name).Reference;
            Tree(PoolPath(world, "snapshots", reference))
                .Should().Be(snapshot.Tree.ToString(), "that is {0} after {1}", snapshot.Name, operation);
        }
    }

    // VDBs of VDBs are newer than those.
    private static async Task ClearAsync(World world)
    {
        foreach (var vdb in (await world.Engine.ListAsync<VirtualSourceObject>()).Reverse())
            await world.RunAsync(new VirtualSourceDelete(vdb.Name));
        foreach (var dsource in await world.Engine.ListAsync<LinkedSourceObject>())
            await world.RunAsync(new LinkedSourceDelete(dsource.Name));
        world.Volumes().Should().BeEmpty();
        foreach (var left in new DirectoryInfo(world.Source).EnumerateFileSystemInfos())
        {
            if (left is DirectoryInfo folder)
                folder.Delete(recursive: true);
            else
                left.Delete();
        }
    }

    private static string Tree(string root) => ModelTree.Read(root).ToString();

    private static string MountOf(World world, string dataset) =>
        dataset == DatasetModel.Dsource ? world.Staging : world.PathOf("mnt", dataset);

    private static string PoolPath(World world, string kind, string name) => world.PathOf("engine", "pool", "mnt", kind, name);
}
