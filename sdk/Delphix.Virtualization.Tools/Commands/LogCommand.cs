using System.CommandLine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Views;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp log</c></summary>
internal static class LogCommand
{
    // How long somebody who follows a log waits for a line at the most.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly (string Name, LogLevel Level)[] Levels =
    [
        ("debug", LogLevel.Trace), ("info", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error),
    ];

    internal static DvpCommand Create()
    {
        var plugin = new Argument<string?>("PLUGIN")
        {
            Description = "The plugin's name, reference or id; without it, all plugins",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var job = new Option<string?>("--job", "-j") { Description = "Only what this job did, for example JOB-1", HelpName = "JOB" };
        var level = new Option<string>("--level", "-l")
        {
            Description = "The least level to show; debug has a line for each script that ran",
            HelpName = string.Join('|', Levels.Select(known => known.Name)),
            DefaultValueFactory = _ => "info",
        };
        level.AcceptOnlyFromAmong([.. Levels.Select(known => known.Name)]);
        var follow = CommonArguments.Flag("--follow", "Continue with what is written from now on, until Ctrl-C", "-f");
        return new DvpCommand(
            "log", "Shows what plugins logged, oldest first. With --json, each message is a JSON document in a line of its own.",
            "dvp log", "dvp log \"Directory Trees\" --job JOB-1 --level debug", "dvp log --follow")
        {
            plugin,
            job,
            level,
            follow,
        }
            .Runs(async context =>
            {
                var from = Levels.Single(known => known.Name == context.Of(level)).Level;
                var logs = await OpenAsync(context, context.Of(plugin));
                var only = context.Of(job);
                ShowNew();
                using var timer = new PeriodicTimer(Pause);
                while (context.Of(follow) && await WaitAsync(timer, context.CancellationToken))
                    ShowNew();

                void ShowNew()
                {
                    var entries = logs.SelectMany(log => log.Reader.ReadNew().Select(entry => (log.Name, Entry: entry)))
                        .Where(item => item.Entry.Level >= from && (only is null || item.Entry.Job == only))
                        .OrderBy(item => item.Entry.Time);
                    foreach (var (name, entry) in entries)
                        context.ShowLine(() => LogText.ToJson(name, entry), () => LogText.Of(entry, context.Terminal.TimeZone));
                }
            });
    }

    // A reader continues from where it was, so they are opened once.
    private static async Task<IReadOnlyList<(string Name, PluginLogReader Reader)>> OpenAsync(CommandContext context, string? name)
    {
        var engine = await context.EngineAsync();
        var index = await context.IndexAsync();
        var plugins = name is null ? index.All<PluginObject>() : [await PluginCommand.FindAsync(context, index, name)];
        return [.. plugins.Select(plugin => (plugin.Name, engine.OpenLog(plugin)))];
    }

    // Ctrl-C is how one stops to follow.
    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
