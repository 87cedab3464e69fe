using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Output;

public class ErrorReportTests
{
    public static TheoryData<Exception, string, string, string> Mapped => new()
    {
        { new UserException("Wrong.", "Do it.", "line\n"), "Wrong.", "Do it.", "line" },
        { new JobFailedException(Samples.FailedJob), "The source is missing.", "Make it.", "ls: no\nls: such file" },
        { new LibraryException(LibraryError.ConnectionFailed, "No route."), "No route.", "Check that the host is up*", "" },
        {
            new OperationFailedException("linked.status", new InvalidOperationException("Oops.")),
            "The plugin's operation linked.status failed with an internal error.", UserException.DefaultAction + "*", ""
        },
        {
            new OperationFailedException("linked.status", new LibraryException(LibraryError.ConnectionFailed, "No route.")),
            "linked.status: No route.", "Check that the host is up*", ""
        },
        {
            new OperationNotDefinedException("linked.status"), "The plugin does not implement linked.status.",
            "Use a build of the plugin that implements it.", ""
        },
        { new UnauthorizedAccessException("Denied."), "Denied.", "Run dvp as the user*", "" },
        { new IOException("Full."), "Full.", "Check the disk*", "" },
        {
            new InvalidOperationException("a\nb."),
            "Unexpected InvalidOperationException: a b. Run the command again with -v for the stack trace.", "", ""
        },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Exception_becomes_message_action_and_output(Exception exception, string message, string action, string output)
    {
        var report = ErrorReport.From(exception, withDetails: false);

        report.Message.Should().Match(message);
        report.Action.Should().Match(
            text => action.EndsWith('*') ? text.StartsWith(action.TrimEnd('*'), StringComparison.Ordinal) : text == action);
        report.Output.Should().Be(output);
        report.Details.Should().BeNull();
    }

    [Fact]
    public void Error_shows_message_action_and_indented_output_in_this_order() =>
        Show(new ErrorReport("Wrong.", "Do it.", "a\n\n  b\e[0m")).Should()
            .Be("Error: Wrong.\nAction: Do it.\nOutput:\n    a\n\n      b\uFFFD[0m\n");

    // A message may come from a server, which may send any text.
    [Theory]
    [InlineData("\n", "\\n")]
    [InlineData("\r\n", "\\n")]
    [InlineData("\r", "\\n")]
    [InlineData("\u2028", "\\n")]
    [InlineData("\v", "\uFFFD")]
    public void Message_and_action_are_one_line_each(string end, string shown) =>
        Show(new ErrorReport($"No.{end}Action: run this", $"Look.{end}Error: none", "")).Should()
            .Be($"Error: No.{shown}Action: run this\nAction: Look.{shown}Error: none\n");

    [Fact]
    public void Faults_of_a_build_are_a_line_each_and_what_the_compiler_said_is_shown_where_more_is_asked_for()
    {
        var failed = new BuildFailedException(
            [new BuildFault("a.cs", 1, 2, "CS1"), new BuildFault("b.cs", 3, 4, "CS2")], "a.cs(1,2): error");

        Show(ErrorReport.From(failed, withDetails: false)).Should().Be(
            "Error:\n    a.cs:1:2: CS1\n    b.cs:3:4: CS2\nAction: Correct the 2 faults, then build again.\n");
        Show(ErrorReport.From(new BuildFailedException([new BuildFault("a.cs", 1, 2, "CS1")]), withDetails: false)).Should().Be(
            "Error: a.cs:1:2: CS1\nAction: Correct the fault, then build again.\n");
        ErrorReport.From(failed, withDetails: true).Output.Should().Be("a.cs(1,2): error");
    }

    [Fact]
    public void Error_without_action_and_output_is_one_line() => Show(new ErrorReport("Wrong.", "", "")).Should().Be("Error: Wrong.\n");

    [Theory]
    [InlineData(true, true, "\e[1;31mError:\e[0m Wrong.\n")]
    [InlineData(true, false, "Error: Wrong.\n")]
    [InlineData(false, true, "Error: Wrong.\n")]
    public void Error_has_colour_only_where_a_person_wants_it(bool isTerminal, bool useColour, string expected) =>
        Show(new ErrorReport("Wrong.", "", ""), isTerminal, useColour).Should().Be(expected);

    private static string Show(ErrorReport report, bool isTerminal = false, bool useColour = false)
    {
        using var error = new StringWriter();
        ErrorOutput.Show(
            report, new Terminal { Output = TextWriter.Null, Error = error, IsErrorInteractive = isTerminal, UseColour = useColour },
            isJson: false);
        return error.ToString();
    }
}
