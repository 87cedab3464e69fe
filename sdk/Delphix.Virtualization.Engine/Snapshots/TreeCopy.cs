using System.Text.RegularExpressions;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Snapshots;

/// <summary>Copies a tree with all that its items have, or says what the file system at the new place does not keep.</summary>
internal static partial class TreeCopy
{
    /// <summary>Copies a tree into a directory that is held.</summary>
    /// <param name="source">The tree.</param>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name that the copy gets in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What could not be kept, such as an attribute, an ACL or an owner; each with its item and the reason.</returns>
    /// <exception cref="UserException">The tree could not be copied.</exception>
    internal static async Task<IReadOnlyList<string>> RunAsync(
        string source, HeldFolder folder, string name, CancellationToken cancellationToken)
    {
        var copied = await RunAsync("cp", ["--archive", "--preserve=xattr", "--reflink=auto", "--no-target-directory", "--", source, name]);
        var lost = copied.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (copied.ExitCode != 0 && (lost.Length == 0 || !lost.All(line => Lost().IsMatch(line))))
            throw Failure(copied, lost.FirstOrDefault(line => !Lost().IsMatch(line)));
        // A directory whose attributes are lost has got no mode yet. What is lost now was said before.
        if (copied.ExitCode != 0)
            await RunAsync("cp", ["--archive", "--attributes-only", "--no-target-directory", "--", source, name]);
        var flushed = await RunAsync("sync", ["--file-system", "--", name]);
        return flushed.ExitCode == 0 ? [.. lost.Select(WithoutProgram)] : throw Failure(flushed, flushed.Error);

        Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments) =>
            new Tool { Program = program, Arguments = arguments, WorkingDirectory = folder.Link, MayFail = true }
                .RunAsync(cancellationToken);
    }

    private static UserException Failure(ToolResult result, string? cause) => new(
        $"The files cannot be copied: {WithoutProgram(cause ?? $"cp ended with exit code {result.ExitCode}").Trim()}.",
        "Fix that (make room, for example, if no space is left), then try again.",
        result.Error.Trim());

    private static string WithoutProgram(string line) => Program().Replace(line, "");

    [GeneratedRegex("^[^ ]*(cp|sync): ")]
    private static partial Regex Program();

    // What cp says when the content is there, but not all that belongs to it.
    [GeneratedRegex("^[^ ]*cp: (setting attributes? |preserving |failed to preserve |failed to set |cannot set )")]
    private static partial Regex Lost();
}
