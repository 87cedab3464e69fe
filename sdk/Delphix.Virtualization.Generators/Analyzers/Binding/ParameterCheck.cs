using System.Collections.Immutable;
using System.Globalization;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>Compares the parameters of a method with those of its row of the operation table.</summary>
internal sealed class ParameterCheck
{
    private const string TokenName = "cancellationToken";
    private const string TokenType = "CancellationToken";

    private readonly OperationMethod _operation;
    private readonly PluginOperation _row;
    private readonly StrategyEvidence? _strategy;
    private readonly SdkTypes _sdk;
    private readonly OperationTypes _types;
    private readonly Action<Diagnostic> _report;
    private readonly string _expected;
    private readonly List<OperationParameter> _missing;

    public ParameterCheck(
        OperationMethod operation, PluginOperation row, StrategyEvidence? strategy, SdkTypes sdk, OperationTypes types,
        Action<Diagnostic> report)
    {
        _operation = operation;
        _row = row;
        _strategy = strategy;
        _sdk = sdk;
        _types = types;
        _report = report;
        _expected = string.Join(", ", row.Parameters.Select(parameter => parameter.Name));
        _missing = [.. row.Parameters.Where(known => Parameters.All(parameter => parameter.Name != known.Name))];
    }

    private ImmutableArray<IParameterSymbol> Parameters => _operation.Method.Parameters;

    public void Run()
    {
        foreach (var parameter in Parameters)
        {
            if (_row.Parameters.FirstOrDefault(known => known.Name == parameter.Name) is { } known)
                CheckType(parameter, OperationTypes.NameOf(known.Kind), _types.Fits(known.Kind, parameter.Type));
            else if (parameter.Name == TokenName)
                CheckType(parameter, TokenType, IsToken(parameter) || parameter.Type is IErrorTypeSymbol);
            else
                ReportUnknown(parameter);
        }

        foreach (var missing in _missing)
            Report(DiagnosticDescriptors.MissingParameter, Locations.OfName(_operation.Method), FixFor(missing), missing.Name, _expected);
    }

    private void CheckType(IParameterSymbol parameter, string expected, bool fits)
    {
        if (fits && parameter.RefKind == RefKind.None)
            return;
        var kind = parameter.RefKind == RefKind.None ? "" : parameter.RefKind.ToString().ToLowerInvariant() + " ";
        var actual = kind + OperationTypes.NameOf(parameter.Type);
        Report(
            DiagnosticDescriptors.WrongParameterType, Locations.OfType(parameter), Property(FixProperties.Type, expected), parameter.Name,
            expected, actual);
    }

    private void ReportUnknown(IParameterSymbol parameter)
    {
        if (_operation.IsLinked
            && _strategy is { } strategy
            && StrategyEvidence.OfSource(parameter, _sdk) is { } other
            && other != strategy.Strategy)
        {
            // The parameter is there in place of the right source, so the right one is not also reported as missing.
            _missing.RemoveAll(missing => missing.Kind is OperationParameterKind.StagedSource or OperationParameterKind.DirectSource);
            Report(
                DiagnosticDescriptors.MixedStrategies, Locations.OfName(parameter), null, parameter.Name, other, strategy.Strategy,
                strategy.Text);
        }
        else if (IsToken(parameter) && !Parameters.Any(named => named.Name == TokenName))
        {
            Report(
                DiagnosticDescriptors.MisnamedCancellationToken, Locations.OfName(parameter), Property(FixProperties.Name, TokenName),
                parameter.Name);
        }
        else if (Meant(parameter) is { } meant)
        {
            // Renaming this parameter fixes both, so the other one is not also reported as missing.
            _missing.Remove(meant);
            var suggestion = $"Did you mean '{meant.Name}'? ";
            Report(
                DiagnosticDescriptors.UnknownParameter, Locations.OfName(parameter), Property(FixProperties.Name, meant.Name),
                parameter.Name, suggestion, _expected);
        }
        else
        {
            Report(DiagnosticDescriptors.UnknownParameter, Locations.OfName(parameter), null, parameter.Name, "", _expected);
        }
    }

    // The missing parameter that this one probably is: one of its type, else one whose name is near.
    private OperationParameter? Meant(IParameterSymbol parameter) =>
        _missing.Select(
            missing => (Missing: missing, OfType: parameter.Type is not IErrorTypeSymbol && _types.Fits(missing.Kind, parameter.Type)))
            .Where(candidate => candidate.OfType || Spelling.IsNear(parameter.Name, candidate.Missing.Name))
            .OrderByDescending(candidate => candidate.OfType).ThenBy(candidate => Spelling.Distance(parameter.Name, candidate.Missing.Name))
            .FirstOrDefault().Missing;

    private bool IsToken(IParameterSymbol parameter) => SdkTypes.Same(parameter.Type, _sdk.CancellationToken);

    // The new parameter goes before the first one that comes after it in the table; the token stays last.
    private ImmutableDictionary<string, string?> FixFor(OperationParameter missing)
    {
        var order = _row.Parameters.Select(parameter => parameter.Name).ToList();
        var follower = Parameters.FirstOrDefault(
            parameter => order.IndexOf(parameter.Name) > order.IndexOf(missing.Name) || parameter.Name == TokenName || IsToken(parameter));
        var index = follower?.Ordinal ?? Parameters.Length;
        return Property(FixProperties.Name, missing.Name)
            .Add(FixProperties.Type, OperationTypes.NameOf(missing.Kind))
            .Add(FixProperties.Index, index.ToString(CultureInfo.InvariantCulture));
    }

    private static ImmutableDictionary<string, string?> Property(string key, string value) =>
        ImmutableDictionary<string, string?>.Empty.Add(key, value);

    private void Report(
        DiagnosticDescriptor rule, Location location, ImmutableDictionary<string, string?>? properties, params object[] arguments) =>
        _report(Diagnostic.Create(rule, location, properties, [_operation.FullPlace, .. arguments]));
}
