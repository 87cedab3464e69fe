using System.Text;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public sealed class CompletionTests
{
    // A dvp that answers as the real one does; each line is what bash offers for a command line.
    private const string Ask = """
        dvp() { dotnet exec "$DVP" "$@"; }
        eval "$(dvp completion bash)"
        complete -p dvp
        try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dvp dvp; echo "${COMPREPLY[*]}"; }
        try dvp dso
        try dvp snapshot ''
        try dvp dsource link --s
        try dvp completion z
        try dvp build -c ''
        """;

    [Fact]
    public async Task Bash_completes_commands_options_and_values()
    {
        var variables = new Dictionary<string, string?> { ["DVP"] = typeof(DvpCommandLine).Assembly.Location };
        var bash = new Tool { Program = "bash", Arguments = ["-euc", Ask], Environment = variables };
        var result = await bash.RunAsync(CancellationToken.None);

        Encoding.UTF8.GetString(result.Output).Split('\n').Should().Equal(
            "complete -o default -F _dvp dvp", "dsource", "delete export list", "--source-config --staging-environment", "zsh", "", "");
    }
}
