using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Delphix.Virtualization.Generators.Analyzers;

/// <summary>Reports a <c>UserException</c> that is created and then neither thrown nor handed to anyone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UserExceptionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.UnthrownException];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (SdkTypes.Find(start.Compilation)?.UserException is { } exception)
                start.RegisterOperationAction(creation => Check(creation, exception), OperationKind.ObjectCreation);
        });
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol exception)
    {
        var creation = context.Operation;
        if (!SdkTypes.WithBases(creation.Type as INamedTypeSymbol).Any(type => SdkTypes.Same(type, exception)) || !IsLost(creation))
            return;
        var place = creation.Syntax switch
        {
            ObjectCreationExpressionSyntax named => named.Type.GetLocation(),
            ImplicitObjectCreationExpressionSyntax unnamed => unnamed.NewKeyword.GetLocation(),
            var other => other.GetLocation(),
        };
        context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.UnthrownException, place, creation.Type!.Name));
    }

    private static bool IsLost(IOperation value) => value.Parent switch
    {
        IExpressionStatementOperation => true,
        IConversionOperation
            or IParenthesizedOperation
            or ICoalesceOperation
            or ISwitchExpressionArmOperation
            or ISwitchExpressionOperation =>
            IsLost(value.Parent),
        IConditionalOperation { Type: not null } choice => IsLost(choice),
        ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment => assignment.Target switch
        {
            IDiscardOperation => true,
            ILocalReferenceOperation target => !LocalWrites.IsRead(target.Local, assignment),
            _ => false,
        },
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } =>
            !LocalWrites.IsRead(declarator.Symbol, declarator),
        _ => false,
    };
}
