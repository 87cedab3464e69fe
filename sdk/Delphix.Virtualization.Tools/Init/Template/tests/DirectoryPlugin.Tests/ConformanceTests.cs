using Delphix.Virtualization.Operations;

namespace DirectoryPlugin.Tests;

/// <summary>A test for each rule of the platform: on hosts that do not answer, fail or hang, and with hostile values.</summary>
#if STAGED
public sealed class ConformanceTests()
    : PluginConformanceTests(PluginRunner.Plugin, PluginStrategy.Staged, Path.Combine(AppContext.BaseDirectory, "schema.json"));
#endif
#if DIRECT
public sealed class ConformanceTests()
    : PluginConformanceTests(PluginRunner.Plugin, PluginStrategy.Direct, Path.Combine(AppContext.BaseDirectory, "schema.json"));
#endif
