using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The operations that find out what a host has to offer.</summary>
public static class Discovery
{
    /// <summary>Finds the repositories of a host: what there is that datasets can belong to.</summary>
    /// <remarks>
    /// <para>Takes <c>sourceConnection</c>; returns a list of <c>RepositoryDefinition</c>.</para>
    /// <para>The list may be empty; null, and null in the list, are errors. Found repositories are matched with known ones by the
    /// <c>identityFields</c> of the schema.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class RepositoryAttribute() : OperationAttribute("discovery.repository");

    /// <summary>Finds the source configs of a repository: the datasets that can be linked.</summary>
    /// <remarks>
    /// <para>Takes <c>sourceConnection, repository</c>; returns a list of <c>SourceConfigDefinition</c>.</para>
    /// <para>The list may be empty; null, and null in the list, are errors. A source config that a user added by hand is never removed for
    /// not being found.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceConfigAttribute() : OperationAttribute("discovery.sourceConfig");
}
