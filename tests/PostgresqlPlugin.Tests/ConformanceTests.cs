using Delphix.Virtualization.Operations;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests;

/// <summary>The plugin keeps every rule of the platform.</summary>
public sealed class ConformanceTests() : PluginConformanceTests(PluginRunner.Plugin, PluginStrategy.Staged, Sample.SchemaFile);
