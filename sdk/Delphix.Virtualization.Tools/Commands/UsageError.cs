using System.CommandLine;
using System.CommandLine.Parsing;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>Says what is wrong with a command line, and what was likely meant.</summary>
internal static class UsageError
{
    /// <returns>The exit code.</returns>
    internal static int Show(ParseResult parsed, DvpConfiguration configuration, bool isJson)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(command);
        if (parsed.UnmatchedTokens.Count == 0 && command.Subcommands.Count > 0 && !isJson)
        {
            // The user named only a group of commands: show what is in it.
            ShowHelp(parsed, configuration);
            return ExitCode.WrongUsage;
        }

        var (message, suggestion) = Describe(parsed, command, path);
        ErrorOutput.Show(new ErrorReport(message, $"{suggestion}See: {path} --help", ""), configuration.Terminal, isJson);
        return ExitCode.WrongUsage;
    }

    private static (string Message, string Suggestion) Describe(ParseResult parsed, Command command, string path)
    {
        // An option that is not known leaves its value behind as an argument too many, so it comes first.
        if (parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } option)
            return ($"'{option}' is not an option of '{path}'.", NearestOf(option.Split('=')[0], OptionsOf(command)));
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            return command.Subcommands.Count > 0
                ? (
                    $"'{word}' is not a command of '{path}'.",
                    NearestName.Suggest(word, command.Subcommands.Select(known => known.Name), "command") + " ")
                : ($"'{word}' is an argument too many for '{path}'.", "");
        }

        return command.Subcommands.Count > 0
            ? ($"'{path}' needs a command.", NearestName.Suggest("", command.Subcommands.Select(known => known.Name), "command") + " ")
            : (string.Join(' ', FaultsOf(parsed, command)), "");
    }

    // The library says that an argument is missing, but not which.
    private static IEnumerable<string> FaultsOf(ParseResult parsed, Command command)
    {
        var isMissing = parsed.Errors.ToLookup(
            error => error.SymbolResult is ArgumentResult { Tokens.Count: 0 } or CommandResult
                && error.Message.StartsWith("Required argument", StringComparison.Ordinal));
        var missing = isMissing[true].Any()
            ? command.Arguments
                .Where(argument => argument.Arity.MinimumNumberOfValues > 0
                    && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
                .Select(argument => $"{argument.Name} is required.")
            : [];
        return missing.Concat(isMissing[false].Select(error => error.Message).Distinct());
    }

    // All options of a command are too many to list, so only a near one is named.
    private static string NearestOf(string option, IEnumerable<string> known)
    {
        var suggestion = NearestName.Suggest(option, known, "option");
        return suggestion.StartsWith("Did", StringComparison.Ordinal) ? suggestion + " " : "";
    }

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(AllRecursive)).Where(option => !option.Hidden)
            .Select(option => option.Name);

    private static IEnumerable<Option> AllRecursive(Command command) =>
        command.Options.Where(option => option.Recursive).Concat(command.Parents.OfType<Command>().SelectMany(AllRecursive));

    private static string PathOf(Command command) => string.Join(' ', NamesOf(command));

    private static IEnumerable<string> NamesOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? NamesOf(parent).Append(command.Name) : ["dvp"];

    private static void ShowHelp(ParseResult parsed, DvpConfiguration configuration)
    {
        string[] args = [.. NamesOf(parsed.CommandResult.Command).Skip(1), "--help"];
        configuration.Output = configuration.Error;
        parsed.RootCommandResult.Command.Parse(args).Invoke(configuration);
    }
}
