using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Commands;

/// <summary>A piece of a command's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Source">The expression that it comes from.</param>
/// <param name="Text">Its text, if it is a constant.</param>
internal sealed record Piece(PieceKind Kind, IOperation Source, string Text = "")
{
    /// <summary>Those pieces that are values pasted into the text.</summary>
    public static IEnumerable<IOperation> PastedOf(IReadOnlyList<Piece> pieces)
    {
        pieces = [.. pieces.Where(piece => piece.Kind != PieceKind.Constant || piece.Text.Length > 0)];
        var startsLine = true;
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            var endsLine = i + 1 == pieces.Count
                || pieces[i + 1] is { Kind: PieceKind.Fixed or PieceKind.Script or PieceKind.Inserted } or { Text: ['\n' or '\r', ..] };
            var isPasted = piece.Kind == PieceKind.Inserted
                || (piece.Kind == PieceKind.Value && pieces.Count > 1)
                || (piece.Kind == PieceKind.Script && !(startsLine && endsLine));
            if (isPasted)
                yield return piece.Source;
            startsLine = piece.Kind == PieceKind.Constant
                ? piece.Text.EndsWith("\n", StringComparison.Ordinal)
                : piece.Kind == PieceKind.Inserted || !isPasted;
        }
    }
}
