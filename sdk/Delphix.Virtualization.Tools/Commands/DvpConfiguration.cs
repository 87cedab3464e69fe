using System.CommandLine;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>What the library hands from a command line to the command that it runs.</summary>
internal sealed class DvpConfiguration : InvocationConfiguration
{
    internal DvpConfiguration(Terminal terminal, GlobalOptions options)
    {
        Terminal = terminal;
        Options = options;
        Output = terminal.Output;
        Error = terminal.Error;
        EnableDefaultExceptionHandler = false;
        // Signals are the program's: the library would end the process before a job is undone.
        ProcessTerminationTimeout = null;
    }

    internal Terminal Terminal { get; }

    internal GlobalOptions Options { get; }
}
