using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
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

        RefuseEmptyValues(root, options);
        return root;
    }

    // A variable that is not set in a script gives an empty argument. The option --engine-dir says that itself.
    private static void RefuseEmptyValues(Command command, GlobalOptions options)
    {
        foreach (var argument in command.Arguments.Where(argument => argument.ValueType == typeof(string)))
            argument.Validators.Add(result => Check(result, argument.Name));
        foreach (var option in command.Options.Where(option => option.ValueType == typeof(string) && option != options.EngineDirectory))
            option.Validators.Add(result => Check(result, option.Name));
        foreach (var subcommand in command.Subcommands)
            RefuseEmptyValues(subcommand, options);
    }

    private static void Check(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
            result.AddError($"{name} must not be empty.");
    }
}
