namespace Delphix.Virtualization.Operations;

/// <summary>
/// Marks a method as a plugin operation. The attributes to use are nested in <see cref="Discovery"/>, <see cref="Linked"/>,
/// <see cref="Virtual"/> and <see cref="Upgrade"/> and mirror the documented decorators: <c>[Linked.PreSnapshot]</c> is
/// <c>@plugin.linked.pre_snapshot()</c>.
/// </summary>
/// <remarks>
/// Parameters are bound by name; which ones a method must take, and what it must return, is said on each attribute and in
/// <see cref="OperationTable"/>. Results may be wrapped in <see cref="Task"/> or <see cref="ValueTask"/>, and every
/// operation may also take a <c>CancellationToken cancellationToken</c>. An operation tells its user of a problem by throwing a
/// <see cref="UserException"/>; any other exception is reported as an internal error of the plugin.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public abstract class OperationAttribute : Attribute
{
    private protected OperationAttribute(string operationName) => OperationName = operationName;

    /// <summary>The operation's name in <see cref="OperationTable"/>.</summary>
    public string OperationName { get; }
}
