namespace Delphix.Virtualization.Tools.Demo;

/// <summary>The plugins that the demo shows, each by the config file to build it from, or by its artifact.</summary>
/// <param name="Tutorial">The tutorial's plugin, with which the demo begins.</param>
/// <param name="Reference">The plugin that it is upgraded to.</param>
/// <param name="Parameters">What the latter is given.</param>
internal sealed record DemoPlugins(string Tutorial, string Reference, DemoParameters Parameters);
