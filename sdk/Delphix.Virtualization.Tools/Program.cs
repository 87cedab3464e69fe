using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools;

/// <summary>The program <c>dvp</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var terminal = Terminal.OfProcess();
        using var interruption = new Interruption(terminal);
        return await DvpCommandLine.RunAsync(args, terminal, interruption.Token);
    }
}
