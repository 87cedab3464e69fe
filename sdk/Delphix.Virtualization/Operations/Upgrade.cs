using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The data migrations that an upgrade of the plugin runs on what an earlier version stored.</summary>
public static class Upgrade
{
    /// <summary>Takes <c>oldRepository</c>; returns it in the next format.</summary>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class RepositoryAttribute(string id) : MigrationAttribute("upgrade.repository", id);

    /// <summary>Takes <c>oldSourceConfig</c>; returns it in the next format.</summary>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceConfigAttribute(string id) : MigrationAttribute("upgrade.sourceConfig", id);

    /// <summary>Takes <c>oldLinkedSource</c>; returns it in the next format.</summary>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class LinkedSourceAttribute(string id) : MigrationAttribute("upgrade.linkedSource", id);

    /// <summary>Takes <c>oldVirtualSource</c>; returns it in the next format.</summary>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class VirtualSourceAttribute(string id) : MigrationAttribute("upgrade.virtualSource", id);

    /// <summary>Takes <c>oldSnapshot</c>; returns it in the next format.</summary>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SnapshotAttribute(string id) : MigrationAttribute("upgrade.snapshot", id);
}
