namespace Delphix.Virtualization.Testing.Tests;

/// <summary>Memory as a disk for tests with thousands of files: on some disks deleting them alone takes seconds.</summary>
internal static class FastDisk
{
    private const string SharedMemory = "/dev/shm";
    private const long Enough = 512 << 20;

    /// <summary>Null, which is the system's temporary directory, where there is no such disk or it is small.</summary>
    public static string? Path =>
        Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > Enough ? SharedMemory : null;
}
