using System.Collections.Concurrent;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// A test for each rule of the platform. Derive a public class from it in the tests of a plugin, and pass the plugin to its constructor;
/// the class needs no code of its own.
/// </summary>
/// <example>
/// <code>
/// public sealed class ConformanceTests() : PluginConformanceTests(PluginRunner.Plugin, PluginStrategy.Staged, "schema.json");
/// </code>
/// </example>
/// <param name="plugin">The plugin.</param>
/// <param name="strategy">How it ingests.</param>
/// <param name="schemaFile">The path of its schema file, from where the tests run.</param>
public abstract class PluginConformanceTests(Plugin plugin, PluginStrategy strategy, string schemaFile)
{
    // One run finds what breaks any rule, so the tests of a class share it.
    private static readonly ConcurrentDictionary<Type, Lazy<Task<IReadOnlyList<ConformanceFault>>>> Found = new();

    /// <summary>The names of the rules.</summary>
    public static TheoryData<string> Rules => new(ConformanceRule.All.Select(rule => rule.Name));

    /// <summary>Fails with each operation that breaks the rule.</summary>
    /// <param name="rule">The rule's name.</param>
    [Theory]
    [MemberData(nameof(Rules))]
    public async Task PluginKeepsRule(string rule)
    {
        var faults = await Found.GetOrAdd(GetType(), _ => new(CheckAsync)).Value;
        var broken = faults.Where(fault => fault.Rule.Name == rule).ToList();
        if (broken.Count > 0)
            throw new InvalidOperationException(string.Join('\n', broken));
    }

    private async Task<IReadOnlyList<ConformanceFault>> CheckAsync()
    {
        var schemas = PluginSchemas.Parse(await File.ReadAllTextAsync(schemaFile));
        return await new ConformanceSuite(plugin, strategy, schemas).RunAsync();
    }
}
