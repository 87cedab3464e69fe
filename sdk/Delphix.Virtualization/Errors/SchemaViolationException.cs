namespace Delphix.Virtualization;

/// <summary>A value breaks the plugin's schema.</summary>
/// <param name="subject">What the value is, for example <c>'repository.parameters' of the request for virtual.start</c>.</param>
/// <param name="faults">One sentence each, beginning with the JSON path.</param>
public sealed class SchemaViolationException(string subject, IReadOnlyList<string> faults)
    : PluginRuntimeException($"{subject} breaks the plugin's schema: {string.Join("; ", faults)}.")
{
    /// <summary>The faults, one sentence each, beginning with the JSON path.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
