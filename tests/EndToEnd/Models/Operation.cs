using CsCheck;

namespace Delphix.Virtualization.EndToEnd.Models;

/// <summary>What is done.</summary>
internal enum OperationKind
{
    WriteSource,
    DeleteInSource,
    WriteDataset,
    Link,
    Sync,
    Resync,
    Provision,
    ProvisionFromNewest,
    Snapshot,
    Refresh,
    RefreshToNewest,
    Rollback,
    Disable,
    Enable,
    DeleteSnapshot,
    Delete,
}

/// <summary>One operation. It may name what is not there.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Dataset">With which dataset: 0 is the dSource, the others are VDBs.</param>
/// <param name="Other">Which other dataset, or which file, it is done with.</param>
/// <param name="Snapshot">With which snapshot: the number after the <c>@</c>.</param>
internal sealed record Operation(OperationKind Kind, int Dataset, int Other, int Snapshot)
{
    public const int Datasets = 4;

    /// <summary>Sequences of operations.</summary>
    public static Gen<List<Operation>> Sequences { get; } = Gen.Select(
        Gen.Int[0, Enum.GetValues<OperationKind>().Length - 1],
        Gen.Int[0, Datasets - 1],
        Gen.Int[0, Datasets - 1],
        Gen.Int[1, 3],
        (kind, dataset, other, snapshot) => new Operation((OperationKind)kind, dataset, other, snapshot)).List[10, 14];
}
