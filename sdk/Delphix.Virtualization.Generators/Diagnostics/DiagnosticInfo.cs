using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Delphix.Virtualization.Generators.Diagnostics;

/// <summary>A diagnostic as plain data with value equality: Roslyn's own holds on to a whole compilation.</summary>
/// <param name="Descriptor">Which rule is broken.</param>
/// <param name="File">Path of the file that breaks it.</param>
/// <param name="Span">The place in that file.</param>
/// <param name="Arguments">What fills the rule's message.</param>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, string File, JsonSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>The same as a Roslyn diagnostic, located in the additional file.</summary>
    public Diagnostic ToDiagnostic()
    {
        var start = new LinePosition(Span.Line, Span.Column);
        var end = new LinePosition(Span.Line, Span.Column + Span.Length);
        var location = Location.Create(File, new TextSpan(Span.Start, Span.Length), new LinePositionSpan(start, end));
        return Diagnostic.Create(Descriptor, location, [.. Arguments.Cast<object>()]);
    }
}
