using System.CommandLine;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Shows the storage's decisions and stack traces.</summary>
    internal const int Detailed = 1;

    /// <summary>Shows each call of a plugin operation, and each script that it ran, too.</summary>
    internal const int Calls = 2;

    /// <summary>Shows no progress.</summary>
    internal const int Quiet = -1;

    /// <summary>Shows no results for people either, only errors.</summary>
    internal const int Silent = -2;

    internal Option<string?> EngineDirectory { get; } = CreateEngineDirectory();

    internal Option<bool> Json { get; } = CommonArguments.Flag("--json", "Print one JSON document on stdout; errors as JSON on stderr");

    internal Option<bool> WaitForDebugger { get; } = CommonArguments.Flag(
        "--wait-for-debugger", "Print the process id, and begin once a debugger is attached");

    private readonly Option<bool> _verbose = CommonArguments.Flag(
        "--verbose", "Show more: -v the causes of errors, -vv every call of the plugin and every script that it runs", "-v");
    private readonly Option<bool> _quiet = CommonArguments.Flag("--quiet", "Show less: -q no progress, -qq only errors", "-q");

    internal IReadOnlyList<Option> All => [EngineDirectory, Json, _verbose, _quiet, WaitForDebugger];

    /// <summary>How much to show: 0 is normal, each -v one more, each -q one less.</summary>
    internal int VerbosityOf(ParseResult parsed) => CountOf(parsed, _verbose) - CountOf(parsed, _quiet);

    private static int CountOf(ParseResult parsed, Option option) => parsed.GetResult(option)?.IdentifierTokenCount ?? 0;

    private static Option<string?> CreateEngineDirectory()
    {
        var option = new Option<string?>("--engine-dir")
        {
            Description = "The engine's directory [default: $DVP_ENGINE_DIR, else ~/.local/share/dvp/engine]",
            HelpName = "DIR",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is "")
                result.AddError("--engine-dir must not be empty.");
        });
        return option;
    }
}
