using System.CommandLine;
using Delphix.Virtualization.Tools.Commands;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public class HelpTests
{
    public static TheoryData<string> AllCommands => [.. Walk(DvpCommands.Create(new GlobalOptions()), "").Select(found => found.Path)];

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task Help_has_a_description_and_examples(string path)
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        result.ExitCode.Should().Be(0);
        result.Error.Should().BeEmpty();
        result.Output.Should().MatchRegex(@"^Description:\n  \w").And.MatchRegex($@"Examples:\n  dvp {path}");
    }

    [Theory]
    [MemberData(nameof(AllCommands))]
    public void Help_describes_every_argument_and_option(string path)
    {
        var command = Find(path);

        command.Description.Should().EndWith(".");
        command.Arguments.Cast<Symbol>().Concat(command.Options).Where(symbol => string.IsNullOrWhiteSpace(symbol.Description))
            .Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(AllCommands))]
    public void Examples_are_command_lines_without_faults(string path)
    {
        foreach (var example in Find(path) is DvpCommand command ? command.Examples : DvpCommands.RootExamples)
        {
            var root = DvpCommands.Create(new GlobalOptions());
            var parsed = root.Parse(Words(example)[1..], new ParserConfiguration { ResponseFileTokenReplacer = null });
            parsed.Errors.Should().BeEmpty(example);
        }
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    public async Task Help_answers_to_both_names(string option)
    {
        using var dvp = new Dvp();

        (await dvp.RunAsync("vdb", option)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Version_is_three_numbers()
    {
        using var dvp = new Dvp();
        using var output = new StringWriter();

        var exitCode = await DvpCommandLine.RunAsync(
            ["--version"], new() { Output = output, Error = TextWriter.Null }, CancellationToken.None);

        exitCode.Should().Be(0);
        output.ToString().Should().MatchRegex(@"^\d+\.\d+\.\d+\n$");
    }

    private static IEnumerable<(string Path, Command Command)> Walk(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Walk(sub, $"{path} {sub.Name}".Trim())).Prepend((path, command));

    private static Command Find(string path) =>
        Walk(DvpCommands.Create(new GlobalOptions()), "").Single(found => found.Path == path).Command;

    private static string[] Words(string line) => [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line)];
}
