using System.Collections.Immutable;
using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>Compares one operation with its row of the operation table, and with the plugin's other operations.</summary>
internal sealed class MethodCheck(PluginModel model, SdkTypes sdk, Action<Diagnostic> report)
{
    private readonly OperationTypes _types = new(sdk);

    public void Run(OperationMethod operation)
    {
        if (operation.RowFor(model.Strategy?.Strategy) is not { } row)
        {
            if (OperationTable.All.Any(known => known.Name == operation.Name))
                Report(
                    DiagnosticDescriptors.WrongStrategy, operation, operation.Attribute!.GetLocation(), model.Strategy!.Strategy,
                    model.Strategy.Text);
            return;
        }

        CheckMethod(operation);
        new ParameterCheck(operation, row, model.Strategy, sdk, _types, report).Run();
        CheckResult(operation, row);
        CheckUnique(operation);
    }

    private void CheckMethod(OperationMethod operation)
    {
        var method = operation.Method;
        if (method.DeclaredAccessibility != Accessibility.Public)
            Report(DiagnosticDescriptors.NonPublicOperation, operation, Locations.OfName(method));
        if (method.IsGenericMethod)
            Report(DiagnosticDescriptors.GenericOperation, operation, Locations.OfTypeParameters(method));
        if (method is { IsAsync: true, ReturnsVoid: true })
            report(
                Diagnostic.Create(
                    DiagnosticDescriptors.AsyncVoidOperation, Locations.OfReturnType(method), Type("Task"), operation.FullPlace));
    }

    private void CheckResult(OperationMethod operation, PluginOperation row)
    {
        var method = operation.Method;
        var isTask = _types.IsTask(method.ReturnType);
        var result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments is [var value] && isTask ? value : null;
        // A task without a result stands for void, and is called by its own name.
        var fits = isTask && result is null
            ? row.Result == OperationResultKind.Nothing
            : _types.Fits(row.Result, result ?? method.ReturnType);
        if (fits && !method.ReturnsByRef && !method.ReturnsByRefReadonly)
            return;
        var arguments = new object[]
        {
            operation.FullPlace,
            OperationTypes.NameOf(row.Result),
            OperationTypes.NameOf(result ?? method.ReturnType),
        };
        var fix = Type(ReturnTypeFor(row.Result, method, isTask, result));
        report(Diagnostic.Create(DiagnosticDescriptors.WrongReturnType, Locations.OfReturnType(method), fix, arguments));
    }

    private void CheckUnique(OperationMethod operation)
    {
        var earlier = model.EarlierThan(operation)?.Place;
        if (!operation.IsMigration)
        {
            if (earlier is not null)
                Report(DiagnosticDescriptors.DuplicateOperation, operation, operation.Attribute!.GetLocation(), earlier);
        }
        else if (!MigrationId.TryParse(operation.IdText, out var id))
        {
            Report(DiagnosticDescriptors.MalformedMigrationId, operation, operation.IdArgument!.GetLocation(), operation.IdText ?? "");
        }
        else if (earlier is not null)
        {
            Report(DiagnosticDescriptors.DuplicateMigrationId, operation, operation.IdArgument!.GetLocation(), id, earlier);
        }
    }

    // The expected type in the wrapping, and for lists in the container, that the method has now.
    private static string ReturnTypeFor(OperationResultKind kind, IMethodSymbol method, bool isTask, ITypeSymbol? result)
    {
        var task = isTask ? method.ReturnType.Name : method.IsAsync ? "Task" : null;
        if (kind == OperationResultKind.Nothing)
            return task ?? "void";
        var type = OperationTypes.ItemOf(kind);
        if (kind is OperationResultKind.Repositories or OperationResultKind.SourceConfigs)
            type = $"{ContainerOf(result ?? method.ReturnType)}<{type}>";
        return task is null ? type : $"{task}<{type}>";
    }

    private static string ContainerOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } list
        && list.AllInterfaces.Add(list)
            .Any(candidate => candidate.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            ? list.Name
            : "IReadOnlyList";

    private static ImmutableDictionary<string, string?> Type(string text) =>
        ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Type, text);

    private void Report(DiagnosticDescriptor rule, OperationMethod operation, Location location, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, [operation.FullPlace, .. arguments]));
}
