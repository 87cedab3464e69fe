using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Commands;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>The engine that <c>dvp demo --keep</c> leaves: one for each user, beside the user's own engine.</summary>
internal static class KeptDemo
{
    private static readonly string Directory = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "dvp",
        "demo");

    /// <summary>What to type to see what the demo has left, and to end it.</summary>
    internal static string HowToLookAround => $"""
        Its engine stays, with all datasets mounted. To look around in it:

            export DVP_ENGINE_DIR={ShellWord.Of(Path.Combine(Directory, TestEngine.EngineFolder))}
            dvp dsource list

        To end it: dvp demo --end
        """;

    /// <summary>Where the demo is to leave its engine.</summary>
    /// <exception cref="UserException">One is there already.</exception>
    internal static string NewDirectory() => Path.Exists(Directory)
        ? throw new UserException($"The engine of an earlier demo is still in {Directory}.", "End it first: dvp demo --end", "")
        : Directory;

    /// <summary>Unmounts, ends and deletes what the demo has left.</summary>
    internal static async Task EndAsync(CommandContext context)
    {
        if (!Path.Exists(Directory))
            throw new UserException($"No demo has left an engine in {Directory}.", "Let one leave its engine: dvp demo --keep", "");
        await TestEngine.EndAsync(Directory, context.CancellationToken);
        context.Show(
            () => new() { ["directory"] = Directory }, () => $"The engine of the demo is gone, and so is {Directory}.");
    }
}
