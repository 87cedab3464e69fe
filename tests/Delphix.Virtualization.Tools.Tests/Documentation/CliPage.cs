using System.CommandLine;
using Delphix.Virtualization.Tools.Commands;

namespace Delphix.Virtualization.Tools.Tests.Documentation;

/// <summary>The part of docs/reference/cli.md that comes from the commands themselves.</summary>
internal static class CliPage
{
    internal static GeneratedBlock Render()
    {
        var options = new GlobalOptions();
        var root = DvpCommands.Create(options);
        string[] lines =
        [
            Markdown.Table(
                ["command", "does"],
                Leaves(root, "dvp").Select(leaf => new[] { $"[`{leaf.Path}`](#{Markdown.Anchor(leaf.Path)})", leaf.Command.Description! })),
            "",
            "Every command has these options too:",
            "",
            Markdown.Table(["option", "meaning"], root.Options.Where(option => option is not VersionOption).Select(Row)),
            .. Leaves(root, "dvp").SelectMany(leaf => Section(leaf.Path, leaf.Command)),
        ];
        return new GeneratedBlock("commands", string.Join('\n', lines));
    }

    private static IEnumerable<(string Path, DvpCommand Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, (DvpCommand)command)]
        : command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Leaves(child, $"{path} {child.Name}"));

    private static List<string> Section(string path, DvpCommand command)
    {
        var arguments = string.Concat(command.Arguments.Select(argument => $" {Name(argument)}"));
        var required = string.Concat(
            command.Options.Where(option => option.Required).Select(option => $" {option.Name} {option.HelpName}"));
        List<string> lines = [
            "", $"### {path}", "", command.Description!, "", "```text",
            $"{path}{arguments}{required}{(command.Options.All(option => option.Required) ? "" : " [options]")}", "```"
        ];
        if (command.Arguments.Count + command.Options.Count > 0)
        {
            lines.Add("");
            lines.Add(Markdown.Table(
                ["argument or option", "meaning"],
                [
                    .. command.Arguments.Select(argument => new[] { Markdown.Code(Name(argument)), Cell(argument.Description!) }),
                    .. command.Options.Select(Row),
                ]));
        }

        lines.AddRange(["", "```bash", .. command.Examples, "```"]);
        return lines;
    }

    private static string[] Row(Option option)
    {
        var names = option.Aliases.Order(StringComparer.Ordinal).Append(option.Name)
            .Select(name => Markdown.Code(TakesValue(option) ? $"{name} {option.HelpName ?? "VALUE"}" : name));
        var standard = TakesValue(option)
            && option.HasDefaultValue
            && option.GetDefaultValue() is { } value and not Array
            && $"{value}" is { Length: > 0 } text
            ? $" [default: {text}]"
            : "";
        return [string.Join(", ", names), Cell((option.Required ? "Required. " : "") + option.Description + standard)];
    }

    private static string Name(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    // As the help does: a switch may have a value, true or false, but nobody writes one.
    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    // Placeholders in angle brackets would be taken for HTML.
    private static string Cell(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal);
}
