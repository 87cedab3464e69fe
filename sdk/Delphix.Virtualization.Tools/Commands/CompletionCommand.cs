using System.CommandLine;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp completion</c></summary>
internal static class CompletionCommand
{
    // Both ask dvp itself, by the directive that System.CommandLine has for that, with the words up to the cursor. Options are
    // offered after a dash only, files where dvp knows nothing.
    private const string Bash = """
        _dvp() {
            local item word=${COMP_WORDS[COMP_CWORD]} line="${COMP_WORDS[*]:1:COMP_CWORD}"
            COMPREPLY=()
            while IFS= read -r item; do
                [[ $item == "$word"* && ($item != -* || $word == -*) ]] && COMPREPLY+=("$item")
            done < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _dvp dvp
        """;

    private const string Zsh = """
        #compdef dvp
        _dvp() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a items=("${(@f)$("$words[1]" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            [[ $words[CURRENT] == -* ]] || items=("${(@)items:#-*}")
            [[ -n $items ]] && compadd -a items || _files
        }
        compdef _dvp dvp
        """;

    internal static DvpCommand Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        return new DvpCommand(
            "completion",
            "Prints a script that lets a shell complete dvp's commands and options. Put eval \"$(dvp completion bash)\" into ~/.bashrc; "
                + "for zsh, with compinit before it, into ~/.zshrc.",
            "dvp completion bash",
            "dvp completion zsh")
        {
            shell,
        }.Runs(async context => await context.Terminal.Output.WriteLineAsync(context.Of(shell) == "bash" ? Bash : Zsh));
    }
}
