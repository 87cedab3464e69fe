using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Packaging.Files;

/// <summary>
/// A lock between processes and within one: a file for its owner alone that is held open (<c>flock</c>), by one exclusively or by many
/// together. The kernel releases it when its process ends, however it ends, so a lock is never stale.
/// </summary>
internal sealed partial class FileLock : IDisposable
{
    // EWOULDBLOCK, which .NET passes on as it is. Any other error would come again however often one tried.
    private const int HeldByAnother = 11;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock if it is free.</summary>
    /// <returns>The lock; null when somebody else holds it.</returns>
    internal static FileLock? TryAcquire(string path) => TryAcquire(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Waits until the lock is free and takes it.</summary>
    /// <param name="path">The lock's file; its folder is made.</param>
    /// <param name="onWait">Called once, before the first wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static Task<FileLock> AcquireAsync(string path, Action? onWait, CancellationToken cancellationToken) =>
        AcquireAsync(() => TryAcquire(path), onWait, cancellationToken);

    /// <summary>Waits until nobody holds the lock exclusively and takes it together with others.</summary>
    /// <param name="path">The lock's file; its folder is made. Only who holds it exclusively may remove it.</param>
    /// <param name="onWait">Called once, before the first wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static Task<FileLock> AcquireSharedAsync(string path, Action? onWait, CancellationToken cancellationToken) =>
        AcquireAsync(() => TryAcquire(path, FileAccess.Read, FileShare.Read), onWait, cancellationToken);

    private static FileLock? TryAcquire(string path, FileAccess access, FileShare share)
    {
        // The file is private: everybody who can read it could hold the lock.
        PrivateFile.Make(path);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, access, share, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException || (e is IOException && e.HResult == HeldByAnother))
        {
            // Without a file, its holder has just removed it.
            return null;
        }

        try
        {
            // Its holder may have removed the file after it was opened here: the next process would lock a new one.
            if (TryLock(file, path, isShared: share != FileShare.None) && !IsRemoved(file))
                return new FileLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    // .NET locks no file where a variable of its own says so, and opens a file all the same where the file system has no locks.
    private static bool TryLock(FileStream file, string path, bool isShared)
    {
        const int Shared = 1;
        const int Exclusive = 2;
        const int DoNotWait = 4;
        const int Interrupted = 4;
        int error;
        do
        {
            if (Flock(file.SafeFileHandle, (isShared ? Shared : Exclusive) | DoNotWait) == 0)
                return true;
            error = Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);
        return error == HeldByAnother
            ? false
            : throw new UserException(
                $"{path} cannot be locked, so that two commands could change the same at once: {Marshal.GetPInvokeErrorMessage(error)}.",
                "Put the directory on a file system that has locks.",
                "");
    }

    private static async Task<FileLock> AcquireAsync(Func<FileLock?> tryAcquire, Action? onWait, CancellationToken cancellationToken)
    {
        var waited = false;
        while (true)
        {
            if (tryAcquire() is { } taken)
                return taken;
            if (!waited)
                onWait?.Invoke();
            waited = true;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Releases the lock and removes its file: for what the lock protected is gone for good.</summary>
    internal void Remove()
    {
        File.Delete(_file.Name);
        Dispose();
    }

    private static bool IsRemoved(FileStream file)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}");
        return new FileInfo(path).LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
