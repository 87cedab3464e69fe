namespace Delphix.Virtualization.Operations;

/// <summary>Marks a method as a data migration: the base of the attributes nested in <see cref="Upgrade"/>.</summary>
/// <remarks>
/// A migration takes and returns the raw <see cref="System.Text.Json.Nodes.JsonObject"/>, with property names exactly as in the old
/// and the new schema. Migrations run in id order, never reach a host, and a released one is never removed.
/// </remarks>
public abstract class MigrationAttribute : OperationAttribute
{
    private protected MigrationAttribute(string operationName, string id)
        : base(operationName) => Id = id;

    /// <summary>The migration's id as written: positive integers separated by dots, unique across all kinds of migrations.</summary>
    public string Id { get; }
}
