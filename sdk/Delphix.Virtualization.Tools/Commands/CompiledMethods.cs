using System.Runtime;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>
/// .NET compiles a plugin's methods as they are first called, and a command calls most of them once. So each command leaves a list of what
/// it had to compile, and the next one of its kind has that compiled beside its other work, on a second processor.
/// </summary>
/// <remarks>
/// .NET plays a list without checking it, so a damaged one could end the process. It is therefore gone while it is played: the command
/// after such an end makes a new one.
/// </remarks>
internal sealed class CompiledMethods : IDisposable
{
    private readonly string _list;
    private readonly FileStream _next;

    private CompiledMethods(string list, FileStream next)
    {
        _list = list;
        _next = next;
    }

    /// <summary>Plays the list that the last command of a kind has left, and begins the next one.</summary>
    /// <param name="folder">Where the lists are. It belongs to this user alone.</param>
    /// <param name="kind">The command.</param>
    /// <returns>What ends the list; null where there can be none, or another process is making it.</returns>
    internal static CompiledMethods? Begin(string folder, string kind)
    {
        // Beside other work, only a second processor gains time.
        if (Environment.ProcessorCount < 2)
            return null;
        var list = Path.Combine(folder, kind);
        try
        {
            PrivateFolder.Make(folder);
            // A pipe would say nothing for ever, a device never end, and what a symlink leads to is not a list.
            if (!IsFileOrMissing(list) || !IsFileOrMissing($"{list}.new"))
                return null;
            PrivateFile.Make($"{list}.new");
            var earlier = File.Exists(list) ? File.ReadAllBytes(list) : [];
            var next = new FileStream($"{list}.new", FileMode.Truncate, FileAccess.Write, FileShare.None, bufferSize: 0);
            try
            {
                next.Write(earlier);
                File.Delete(list);
            }
            catch
            {
                next.Dispose();
                throw;
            }

            ProfileOptimization.SetProfileRoot(folder);
            ProfileOptimization.StartProfile($"{kind}.new");
            return new CompiledMethods(list, next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Writes the list.
        ProfileOptimization.StartProfile(null);
        try
        {
            // Where another command has just moved the file away, .NET has made one that others may read.
            File.SetUnixFileMode(_next.Name, PrivateFile.Mode);
            File.Move(_next.Name, _list, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next command compiles as it goes.
        }

        _next.Dispose();
    }

    private static bool IsFileOrMissing(string path) =>
        FileFacts.TryRead(path) is not { } facts || (facts is { IsSymlink: false, IsFolder: false } && !FileFacts.IsPipeOrDevice(path));
}
