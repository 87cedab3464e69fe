using System.Text.RegularExpressions;

namespace Delphix.Virtualization;

/// <summary>Where the engine's storage is, or is to be, mounted.</summary>
public sealed partial record Mount
{
    /// <summary>Describes a mount in an environment at hand.</summary>
    /// <param name="remoteEnvironment">The environment to mount in.</param>
    /// <param name="mountPath">The absolute path to mount at: of Unix, or of Windows with its drive or its server and share.</param>
    /// <param name="sharedPath">The part of the storage to mount, relative to its root; null or empty for all of it.</param>
    public Mount(RemoteEnvironment remoteEnvironment, string mountPath, string? sharedPath = null)
    {
        ArgumentNullException.ThrowIfNull(remoteEnvironment);
        ArgumentNullException.ThrowIfNull(mountPath);
        RemoteEnvironment = remoteEnvironment;
        MountPath = mountPath;
        SharedPath = sharedPath;
    }

    /// <summary>Describes a mount in an environment known by its reference only.</summary>
    /// <param name="environmentReference">For example <c>UNIX_HOST_ENVIRONMENT-1</c>.</param>
    /// <param name="mountPath">The absolute path to mount at: of Unix, or of Windows with its drive or its server and share.</param>
    /// <param name="sharedPath">The part of the storage to mount, relative to its root; null or empty for all of it.</param>
    /// <exception cref="ArgumentException">The reference has not the form of an environment reference.</exception>
    public Mount(string environmentReference, string mountPath, string? sharedPath = null)
        : this(FromReference(environmentReference), mountPath, sharedPath)
    {
    }

    /// <summary>The environment to mount in. The engine looks only at its reference.</summary>
    public RemoteEnvironment RemoteEnvironment { get; }

    /// <summary>The absolute path to mount at, for example <c>/mnt/data</c>, <c>D:\data</c> or <c>\\server\share</c>.</summary>
    public string MountPath { get; }

    /// <summary>
    /// The part of the storage to mount, relative to its root; null or empty for all of it. Always so when it is a dSource's only mount.
    /// </summary>
    public string? SharedPath { get; }

    private static RemoteEnvironment FromReference(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!EnvironmentReference().IsMatch(reference))
            throw new ArgumentException(
                $"'{reference}' is not an environment reference, such as UNIX_HOST_ENVIRONMENT-1.", nameof(reference));
        return new RemoteEnvironment(reference, reference, new RemoteHost("", "", "", ""));
    }

    [GeneratedRegex(@"\A(UNIX|WINDOWS)_HOST_ENVIRONMENT-[0-9]+\z")]
    private static partial Regex EnvironmentReference();
}
