using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Generators.Analyzers.Commands;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Delphix.Virtualization.Generators.Analyzers;

/// <summary>Reports values that become part of the text of a command, where they would be run as code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CommandAnalyzer : DiagnosticAnalyzer
{
    private const int ShownLength = 60;

    private static readonly ImmutableHashSet<string> Methods = ["RunBashAsync", "RunPowershellAsync", "RunExpectAsync"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.BuiltCommand];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (SdkTypes.Find(start.Compilation)?.Libs is { } libs)
                start.RegisterOperationAction(call => Check(call, libs), OperationKind.Invocation);
        });
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol libs)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (!Methods.Contains(method.Name)
            || !method.ContainingType.AllInterfaces.Add(method.ContainingType).Any(type => SdkTypes.Same(type, libs)))
            return;
        var given = call.Arguments.FirstOrDefault(
            argument => argument.Parameter is { Name: "command", Type.SpecialType: SpecialType.System_String });
        if (given?.Value is not { } command)
            return;
        foreach (var value in CommandText.PastedInto(command))
            context.ReportDiagnostic(
                Diagnostic.Create(DiagnosticDescriptors.BuiltCommand, value.Syntax.GetLocation(), Show(value), method.Name));
    }

    private static string Show(IOperation value)
    {
        var text = Regex.Replace(value.Syntax.ToString(), @"\s+", " ");
        return text.Length <= ShownLength ? text : text.Substring(0, ShownLength - 1) + "…";
    }
}
