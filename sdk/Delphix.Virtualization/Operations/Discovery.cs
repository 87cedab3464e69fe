using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The operations that find out what a host has to offer.</summary>
public static class Discovery
{
    /// <summary>Takes <c>sourceConnection</c>; returns the host's repositories.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class RepositoryAttribute() : OperationAttribute("discovery.repository");

    /// <summary>Takes <c>sourceConnection, repository</c>; returns the repository's source configs, which may be none.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceConfigAttribute() : OperationAttribute("discovery.sourceConfig");
}
