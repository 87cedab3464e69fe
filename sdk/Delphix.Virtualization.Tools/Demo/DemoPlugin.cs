namespace Delphix.Virtualization.Tools.Demo;

/// <summary>The plugin that the demo shows.</summary>
/// <param name="ConfigPath">The config file to build it from.</param>
/// <param name="ArtifactPath">An artifact to use instead; null to build one.</param>
/// <param name="Parameters">What it is given.</param>
internal sealed record DemoPlugin(string ConfigPath, string? ArtifactPath, DemoParameters Parameters);
