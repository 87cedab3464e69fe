using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>The library's help, followed by the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is DvpCommand command ? command.Examples : DvpCommands.RootExamples)
            output.WriteLine($"  {example}");
        return ExitCode.Done;
    }
}
