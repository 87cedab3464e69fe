using System.CommandLine;
using System.CommandLine.Invocation;
using Delphix.Virtualization.Tools.Commands;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools;

/// <summary>Runs one command line, from its arguments to its exit code.</summary>
internal static class DvpCommandLine
{
    /// <summary>Runs a command line. No exception leaves this: every failure is shown and becomes an exit code.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellationToken">Set when the user interrupts the program.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        // Not asked of the parser: its own errors are to be JSON too.
        var isJson = args.Contains("--json");
        var options = new GlobalOptions();
        ParseResult? parsed = null;
        try
        {
            RequireWorkingDirectory();
            // An argument that begins with @ is not a response file here: --param @file.json, --to @3.
            parsed = DvpCommands.Create(options).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var configuration = new DvpConfiguration(terminal, options);
            return parsed.Action is ParseErrorAction
                ? UsageError.Show(parsed, configuration, isJson)
                : await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ErrorOutput.Show(new ErrorReport("Interrupted.", "Run the command again.", "") { IsInterruption = true }, terminal, isJson);
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            ErrorOutput.Show(ErrorReport.From(e, parsed is not null && options.VerbosityOf(parsed) > 0), terminal, isJson);
            return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Failed;
        }
    }

    // Without a working directory .NET cannot start programs, and its error only says that a file is missing.
    private static void RequireWorkingDirectory()
    {
        try
        {
            Directory.GetCurrentDirectory();
        }
        catch (IOException e)
        {
            throw new UserException(
                "The working directory has been deleted, or cannot be reached.",
                "Change to another directory, then run the command again.",
                "",
                e);
        }
    }
}
