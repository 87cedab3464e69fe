using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>Prints the program's version.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        // What follows the plus sign is the commit of the build.
        parseResult.InvocationConfiguration.Output.WriteLine(version.Split('+')[0]);
        return ExitCode.Done;
    }
}
