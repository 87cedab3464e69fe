namespace Delphix.Virtualization;

/// <summary>
/// The operations of a plugin break the rules of the operation table, or its schema file is not one. All faults are listed.
/// </summary>
/// <param name="faults">One sentence each.</param>
public sealed class PluginDefinitionException(IReadOnlyList<string> faults)
    : PluginRuntimeException(string.Join(Environment.NewLine, faults))
{
    /// <summary>The faults, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
