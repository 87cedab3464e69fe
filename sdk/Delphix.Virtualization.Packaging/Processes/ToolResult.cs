using System.Text;

namespace Delphix.Virtualization.Packaging.Processes;

/// <summary>What a <see cref="Tool"/> left behind.</summary>
internal sealed record ToolResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>The output as UTF-8 text; use <see cref="Output"/> for anything that may hold file names.</summary>
    public string Text => Encoding.UTF8.GetString(Output);
}
