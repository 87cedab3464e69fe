using Delphix.Virtualization.Operations;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Contract;

/// <summary>The plugin keeps every rule of the platform, by the suite that any plugin's tests can use.</summary>
public sealed class ConformanceTests()
    : PluginConformanceTests(PluginRunner.Plugin, PluginStrategy.Staged, RepositoryFiles.Path("schemas", "schema.json"));
