namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>One call of a plugin operation.</summary>
/// <param name="Operation">The operation's name, for example <c>linked.preSnapshot</c>.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Succeeded">Whether it returned.</param>
public sealed record OperationCall(string Operation, TimeSpan Duration, bool Succeeded);
