using System.Diagnostics;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// A directory of its own for one run, only for this user, deleted with everything in it at the end, unless something is still mounted
/// below it.
/// </summary>
public sealed class TemporaryDirectory : IDisposable
{
    private bool _disposed;

    /// <param name="parent">Where it is created; null is the system's temporary directory.</param>
    public TemporaryDirectory(string? parent = null)
    {
        // Resolved, because the kernel's list of mounts knows no symlinks.
        Path = LinuxCalls.ResolvePath(
            LinuxCalls.CreateUniqueDirectory(System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), "dvp-")));
    }

    private TemporaryDirectory(DirectoryInfo existing) => Path = LinuxCalls.ResolvePath(existing.FullName);

    /// <summary>Absolute, without symlinks in it.</summary>
    public string Path { get; }

    /// <summary>Makes a directory at a place that is known beforehand.</summary>
    /// <exception cref="IOException">Something is there already, perhaps another run's.</exception>
    internal static TemporaryDirectory MakeNew(string path)
    {
        PrivateFolder.Make(System.IO.Path.GetDirectoryName(path)!);
        // Making it would succeed where it is there already; moving another one there fails.
        var made = LinuxCalls.CreateUniqueDirectory($"{path}.");
        try
        {
            Directory.Move(made, path);
        }
        catch
        {
            Directory.Delete(made);
            throw;
        }

        return Existing(path);
    }

    /// <summary>A directory that an earlier run has left.</summary>
    internal static TemporaryDirectory Existing(string path) => new(new DirectoryInfo(path));

    /// <summary>The path of an item below; nothing is created.</summary>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <exception cref="InvalidOperationException">
    /// Something is still mounted there. Nothing was deleted: deleting would reach into the mounted file system.
    /// </exception>
    /// <exception cref="IOException">Not everything could be deleted.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        var mounts = MountTable.Read().AtOrBelow(Path).Select(mount => mount.MountPoint).ToList();
        if (mounts.Count > 0)
            throw new InvalidOperationException(
                $"The temporary directory '{Path}' is not deleted because something is still mounted there: {string.Join(", ", mounts)}. "
                    + "Unmount it, then delete the directory by hand.");
        _disposed = true;
        if (TryRun("rm", out _, "-rf", "--one-file-system", "--", Path))
            return;
        // Only root may delete from directories that are read-only; each one is opened before find steps into it.
        TryRun("find", out _, Path, "-xdev", "-type", "d", "!", "-perm", "-u=rwx", "-exec", "chmod", "u+rwx", "{}", ";");
        if (!TryRun("rm", out var error, "-rf", "--one-file-system", "--", Path))
            throw new IOException($"The temporary directory '{Path}' cannot be deleted: {error}");
    }

    // Not Tool: disposing is synchronous, and blocking on tasks could starve the pool of a parallel test run.
    private static bool TryRun(string program, out string error, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' was not started.");
        process.StandardInput.Close();
        error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
