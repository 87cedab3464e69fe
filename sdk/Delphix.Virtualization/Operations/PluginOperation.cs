namespace Delphix.Virtualization.Operations;

/// <summary>One row of the operation table: what the platform documents about a plugin operation.</summary>
internal sealed class PluginOperation
{
    internal PluginOperation(
        string name,
        string documentedName,
        PluginStrategy? strategy,
        bool isRequired,
        string? manifestKey,
        OperationResultKind result,
        IReadOnlyList<OperationParameter> parameters)
    {
        Name = name;
        DocumentedName = documentedName;
        Strategy = strategy;
        IsRequired = isRequired;
        ManifestKey = manifestKey;
        Result = result;
        Parameters = parameters;
    }

    /// <summary>The operation's name here, for example <c>linked.preSnapshot</c>.</summary>
    public string Name { get; }

    /// <summary>The name of the documented decorator, for example <c>linked.pre_snapshot</c>.</summary>
    public string DocumentedName { get; }

    /// <summary>The only strategy whose plugins may implement this row; null means both.</summary>
    public PluginStrategy? Strategy { get; }

    /// <summary>Whether workflows fail for a plugin that lacks the operation.</summary>
    public bool IsRequired { get; }

    /// <summary>The key of the artifact's manifest that says whether the plugin has it; null for data migrations.</summary>
    public string? ManifestKey { get; }

    /// <summary>What the operation returns.</summary>
    public OperationResultKind Result { get; }

    /// <summary>Exactly the parameters that a method must take, besides an optional <c>CancellationToken cancellationToken</c>.</summary>
    public IReadOnlyList<OperationParameter> Parameters { get; }

    /// <summary>Whether this is a data migration, of which a plugin may have many, each with its own id.</summary>
    public bool IsMigration => Result == OperationResultKind.MigratedData;

    /// <summary>Whether a plugin of <paramref name="strategy"/> may implement this row.</summary>
    public bool AppliesTo(PluginStrategy strategy) => Strategy is null || Strategy == strategy;
}
