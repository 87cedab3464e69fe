using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The data migrations that an upgrade of the plugin runs on what an earlier version stored.</summary>
public static class Upgrade
{
    /// <summary>Brings the stored JSON of a repository into the format of the next schema.</summary>
    /// <remarks>
    /// <para>Takes <c>oldRepository</c>; returns a <c>JsonObject</c>.</para>
    /// </remarks>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class RepositoryAttribute(string id) : MigrationAttribute("upgrade.repository", id);

    /// <summary>Brings the stored JSON of a source config into the format of the next schema.</summary>
    /// <remarks>
    /// <para>Takes <c>oldSourceConfig</c>; returns a <c>JsonObject</c>.</para>
    /// </remarks>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceConfigAttribute(string id) : MigrationAttribute("upgrade.sourceConfig", id);

    /// <summary>Brings the stored JSON of a dSource's parameters into the format of the next schema.</summary>
    /// <remarks>
    /// <para>Takes <c>oldLinkedSource</c>; returns a <c>JsonObject</c>.</para>
    /// </remarks>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class LinkedSourceAttribute(string id) : MigrationAttribute("upgrade.linkedSource", id);

    /// <summary>Brings the stored JSON of a VDB's parameters into the format of the next schema.</summary>
    /// <remarks>
    /// <para>Takes <c>oldVirtualSource</c>; returns a <c>JsonObject</c>.</para>
    /// </remarks>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class VirtualSourceAttribute(string id) : MigrationAttribute("upgrade.virtualSource", id);

    /// <summary>Brings the stored JSON of a snapshot into the format of the next schema.</summary>
    /// <remarks>
    /// <para>Takes <c>oldSnapshot</c>; returns a <c>JsonObject</c>.</para>
    /// </remarks>
    /// <param name="id">Positive integers separated by dots, unique across all migrations of the plugin.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SnapshotAttribute(string id) : MigrationAttribute("upgrade.snapshot", id);
}
