using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>What shows that a plugin is staged or direct.</summary>
/// <param name="Strategy">Which of both.</param>
/// <param name="Text">Where that is seen, as a sentence without its full stop.</param>
internal sealed record StrategyEvidence(PluginStrategy Strategy, string Text)
{
    /// <summary>
    /// Says what a plugin is: what plugin_config.yml says, else what most of its linked operations say, and the earlier of both kinds when
    /// they are even. Null when nothing shows it.
    /// </summary>
    public static StrategyEvidence? Find(PluginStrategy? configured, IEnumerable<OperationMethod> operations, SdkTypes sdk) =>
        configured is { } strategy
        ? new StrategyEvidence(strategy, $"{PluginConfigFile.Name} says pluginType: {strategy.ToString().ToUpperInvariant()}")
        : operations.Where(operation => operation.IsLinked).SelectMany(operation => Of(operation, sdk))
            .GroupBy(evidence => evidence.Strategy).OrderByDescending(kind => kind.Count()).FirstOrDefault()?.First();

    /// <summary>
    /// The strategy whose source a parameter of a linked operation is, by its name, else by its type; null when it is none.
    /// </summary>
    public static PluginStrategy? OfSource(IParameterSymbol parameter, SdkTypes sdk) => parameter.Name switch
    {
        "stagedSource" => PluginStrategy.Staged,
        "directSource" => PluginStrategy.Direct,
        _ when SdkTypes.IsMadeFrom(parameter.Type, sdk.StagedSource) => PluginStrategy.Staged,
        _ when SdkTypes.IsMadeFrom(parameter.Type, sdk.DirectSource) => PluginStrategy.Direct,
        _ => null,
    };

    private static List<StrategyEvidence> Of(OperationMethod operation, SdkTypes sdk)
    {
        var sources = from parameter in operation.Method.Parameters
                      let strategy = OfSource(parameter, sdk)
                      where strategy is not null
                      select new StrategyEvidence(strategy.Value, $"{operation.Place} takes {parameter.Name}");
        var found = sources.ToList();
        if (found.Count == 0 && OperationTable.Find(operation.Name, PluginStrategy.Direct) is null)
            found.Add(new StrategyEvidence(PluginStrategy.Staged, $"{operation.Place} is an operation of Staged plugins"));
        return found;
    }
}
