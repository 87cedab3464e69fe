using System.Runtime.InteropServices;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>The user that this process runs as.</summary>
internal static partial class LinuxUser
{
    /// <summary>The user id that counts for what the process may do.</summary>
    internal static uint Current => GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
