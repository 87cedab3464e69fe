using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Delphix.Virtualization.Generators.Analyzers;

/// <summary>Finds what a member does with its local variables.</summary>
internal static class LocalWrites
{
    /// <summary>
    /// The values that a local variable is given where it is declared or by assignment, and what <c>+=</c> appends to it.
    /// </summary>
    public static IEnumerable<IOperation> Of(ILocalReferenceOperation reference) => Root(reference).Descendants()
        .Select(operation => operation switch
    {
        IVariableDeclaratorOperation declarator when Same(declarator.Symbol, reference.Local) => declarator.GetVariableInitializer()?.Value,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Same(target.Local, reference.Local) =>
            assignment.Value,
        ICompoundAssignmentOperation { Target: ILocalReferenceOperation target } append when Same(target.Local, reference.Local) => append,
        _ => null,
    }).OfType<IOperation>();

    /// <summary>Whether the member that an operation is part of uses a local variable other than to assign it.</summary>
    public static bool IsRead(ILocalSymbol local, IOperation within) =>
        Root(within).Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
        Same(reference.Local, local) && !(reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference));

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    private static bool Same(ILocalSymbol one, ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
