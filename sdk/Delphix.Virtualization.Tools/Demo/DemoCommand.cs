using Spectre.Console;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>What <c>dvp demo</c> does.</summary>
internal static class DemoCommand
{
    /// <summary>Runs the demo in a throw-away world.</summary>
    /// <param name="configPath">The plugin to build and use.</param>
    /// <param name="path">A directory to copy the source from; null for a sample tree.</param>
    /// <param name="console">Where to show it.</param>
    /// <param name="cancellationToken">Ends it and removes all that it made.</param>
    public static async Task RunAsync(string configPath, string? path, IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (path is not null && !Directory.Exists(path))
            throw new UserException($"There is no directory '{path}'.", "Name a directory that you can read; the demo does not change it.", "");
        var output = new DemoConsole(console);
        var world = await EngineWorld.StartAsync(output.Say, cancellationToken).ConfigureAwait(false);
        await using (world.ConfigureAwait(false))
        {
            await new DemoRun(world, output, cancellationToken).RunAsync(configPath, path).ConfigureAwait(false);
        }

        console.MarkupLineInterpolated($"\n[green]All {output.Checks} checks passed.[/] Nothing stays mounted or running; the temporary directory is gone.");
    }
}
