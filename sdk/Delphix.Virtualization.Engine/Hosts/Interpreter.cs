namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>What runs scripts on a host. How it gets them, <c>bootstrap.sh</c> knows.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="Remedy">What to do where a host lacks it.</param>
internal sealed record Interpreter(string Program, string Remedy)
{
    internal static Interpreter Bash { get; } = new("bash", "install the package bash there");

    internal static Interpreter Expect { get; } = new("expect", "install the package expect there");

    internal static Interpreter Powershell { get; } = new(
        "pwsh", "install PowerShell there, so that pwsh is on the PATH of the environment's user");
}
