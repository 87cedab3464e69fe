using System.CommandLine;
using System.CommandLine.Help;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>All commands of the program.</summary>
internal static class DvpCommands
{
    internal static IReadOnlyList<string> RootExamples { get; } =
    [
        "dvp build",
        "dvp plugin install artifact.json",
        "dvp environment add local --address localhost",
        "dvp dsource link files --source-config \"My files\" --staging-environment local --param mountLocation=/mnt/staging",
        "dvp vdb provision copy --from files --environment local --param mountLocation=/mnt/copy",
    ];

    /// <summary>Makes the command tree. Nothing of the engine is loaded by it.</summary>
    internal static RootCommand Create(GlobalOptions options)
    {
        var root = new RootCommand("Builds plugins, and drives a local engine that runs their workflows for real.")
        {
            InitCommand.Create(),
            BuildCommand.Create(),
            DevCommand.Create(),
            ConformanceCommand.Create(),
            ReleaseCommand.Create(),
            UploadCommand.Create(),
            DownloadLogsCommand.Create(),
            EngineCommand.Create(),
            PluginCommand.Create(),
            PluginHostCommand.Create(),
            EnvironmentCommand.Create(),
            RepositoryCommand.Create(),
            SourceConfigCommand.Create(),
            DSourceCommand.Create(),
            SnapshotCommand.Create(),
            VdbCommand.Create(),
            JobCommand.Create(),
            LogCommand.Create(),
            DemoCommand.Create(),
            CompletionCommand.Create(),
        };
        // The library's own help option also answers to /h and /?, which are paths here.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h") { Description = "Show help with examples" };
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
        root.Add(help);
        foreach (var option in options.All)
        {
            option.Recursive = true;
            root.Add(option);
        }

        return root;
    }
}
