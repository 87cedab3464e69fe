using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Delphix.Virtualization.Generators.Analyzers.Commands;

/// <summary>Takes the text of a command apart, through local variables, and finds the values that were pasted into it.</summary>
internal sealed class CommandText
{
    private readonly HashSet<ILocalSymbol> _visited = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _pasted = [];

    private CommandText()
    {
    }

    /// <summary>The expressions in a command's text that are values.</summary>
    public static IEnumerable<IOperation> PastedInto(IOperation command)
    {
        var text = new CommandText();
        text._pasted.AddRange(Piece.PastedOf([.. text.Pieces(command)]));
        return text._pasted.GroupBy(value => value.Syntax.SpanStart).Select(values => values.First());
    }

    private IEnumerable<Piece> Pieces(IOperation? operation) => operation switch
    {
        null => [],
        { ConstantValue: { HasValue: true } constant } => [new Piece(PieceKind.Constant, operation, constant.Value?.ToString() ?? "")],
        IConversionOperation conversion => Pieces(conversion.Operand),
        IParenthesizedOperation inner => Pieces(inner.Operand),
        IAwaitOperation awaited => Pieces(awaited.Operation),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Pieces(sum.LeftOperand).Concat(Pieces(sum.RightOperand)),
        IInterpolatedStringOperation text => text.Parts.SelectMany(PiecesOf),
        IInterpolatedStringHandlerCreationOperation text => Pieces(text.Content),
        IInvocationOperation call => PiecesOf(call),
        ILocalReferenceOperation local => PiecesOf(local),
        IConditionalOperation choice => Alternatives(choice, [choice.WhenTrue, choice.WhenFalse]),
        ICoalesceOperation choice => Alternatives(choice, [choice.Value, choice.WhenNull]),
        ISwitchExpressionOperation choice => Alternatives(choice, choice.Arms.Select(arm => arm.Value)),
        _ when IsFixed(operation) => [new Piece(PieceKind.Fixed, operation)],
        IParameterReferenceOperation => [new Piece(PieceKind.Script, operation)],
        IPropertyReferenceOperation { Instance: { } table } when IsFixed(table) => [new Piece(PieceKind.Script, operation)],
        IArrayElementReferenceOperation { ArrayReference: var table } when IsFixed(table) => [new Piece(PieceKind.Script, operation)],
        _ => [new Piece(PieceKind.Value, operation)],
    };

    private IEnumerable<Piece> PiecesOf(IInterpolatedStringContentOperation part) => part switch
    {
        IInterpolatedStringTextOperation text => Pieces(text.Text),
        IInterpolationOperation hole => Pieces(hole.Expression),
        IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: [var value, ..] } } => Pieces(value.Value),
        _ => [],
    };

    private IEnumerable<Piece> PiecesOf(IInvocationOperation call)
    {
        var arguments = ArgumentsOf(call);
        if (call.TargetMethod.Name == nameof(ToString))
            return Pieces(call.Instance);
        if (call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String)
        {
            return call.TargetMethod.Name switch
            {
                nameof(string.Concat) or "Create" => arguments.SelectMany(Pieces),
                nameof(string.Join) => Joined(arguments),
                // Format and Replace put their arguments anywhere into a text; the other methods shorten or pad it.
                _ => Pieces(call.Instance ?? FormatOf(call))
                    .Concat(arguments.Where(argument => !IsOption(argument) && argument != FormatOf(call)).SelectMany(Inserted)),
            };
        }

        if (call.TargetMethod is { Name: nameof(FormattableString.Invariant), ContainingType.Name: nameof(FormattableString) })
            return arguments.SelectMany(Pieces);
        // What a method makes of constants, on no object but the own one, is the same each time: a resource that is read, for example.
        var isFixed = call.Instance is null or IInstanceReferenceOperation && arguments.All(argument => argument.ConstantValue.HasValue);
        return [new Piece(isFixed ? PieceKind.Fixed : PieceKind.Script, call)];
    }

    private IEnumerable<Piece> PiecesOf(ILocalReferenceOperation local)
    {
        if (!_visited.Add(local.Local))
            return [];
        var writes = LocalWrites.Of(local).ToList();
        if (writes is [var only and not ICompoundAssignmentOperation])
            return Pieces(only);
        var isFixed = writes.Count > 0;
        foreach (var write in writes)
        {
            // Where an appended text begins is not known, so it counts as following an unfinished line, unless it begins one itself.
            var pieces = write is ICompoundAssignmentOperation append
                ? [new Piece(PieceKind.Constant, append.Target, " "), .. Pieces(append.Value)]
                : Pieces(write).ToList();
            isFixed &= pieces.All(piece => piece.Kind is PieceKind.Constant or PieceKind.Fixed);
            _pasted.AddRange(Piece.PastedOf(pieces));
        }

        return [new Piece(isFixed ? PieceKind.Fixed : PieceKind.Value, local)];
    }

    private IEnumerable<Piece> Alternatives(IOperation choice, IEnumerable<IOperation?> values)
    {
        var isFixed = true;
        foreach (var value in values)
        {
            var pieces = Pieces(value).ToList();
            isFixed &= pieces.All(piece => piece.Kind is PieceKind.Constant or PieceKind.Fixed);
            _pasted.AddRange(Piece.PastedOf(pieces));
        }

        return [new Piece(isFixed ? PieceKind.Fixed : PieceKind.Value, choice)];
    }

    private IEnumerable<Piece> Joined(ImmutableArray<IOperation> arguments)
    {
        var separator = Pieces(arguments.FirstOrDefault()).ToList();
        return arguments.Skip(1).SelectMany((argument, index) => index == 0 ? Pieces(argument) : separator.Concat(Pieces(argument)));
    }

    private IEnumerable<Piece> Inserted(IOperation argument) =>
        Pieces(argument).Where(piece => piece.Kind is not (PieceKind.Constant or PieceKind.Fixed))
            .Select(piece => piece with { Kind = PieceKind.Inserted });

    // A static member that never changes.
    private static bool IsFixed(IOperation operation) => operation
        is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } }
        or IPropertyReferenceOperation { Property: { IsStatic: true, IsReadOnly: true } };

    private static ImmutableArray<IOperation> ArgumentsOf(IInvocationOperation call) =>
        [.. call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal).SelectMany(argument => Elements(argument.Value))];

    // The values of a params list, one by one.
    private static IEnumerable<IOperation> Elements(IOperation value) => value switch
    {
        IArrayCreationOperation { Initializer: { } list } => list.ElementValues,
        ICollectionExpressionOperation list => list.Elements,
        IConversionOperation { Operand: IArrayCreationOperation or ICollectionExpressionOperation } conversion =>
            Elements(conversion.Operand),
        _ => [value],
    };

    private static IOperation? FormatOf(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "format")?.Value;

    private static bool IsOption(IOperation argument) => argument.Type?.Name is nameof(IFormatProvider) or nameof(StringComparison);
}
