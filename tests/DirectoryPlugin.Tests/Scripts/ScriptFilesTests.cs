using System.Text.RegularExpressions;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>What all scripts have in common.</summary>
public sealed partial class ScriptFilesTests
{
    private static readonly string[] Sections = ["in: ", "out: ", "failures: "];

    public static TheoryData<string> Scripts => new(RepositoryFiles.Scripts);

    public static TheoryData<string> LibraryFiles =>
        new(
            Directory.EnumerateFiles(RepositoryFiles.Path("scripts", "lib"), "*.sh").Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_begins_with_its_purpose_variables_output_and_failures(string script)
    {
        var text = new ScriptText(script);

        text.Header[0].Should().Be("#!/usr/bin/env bash");
        text.Header[1].Should().MatchRegex(@"^# [A-Z].*\.$");
        text.Header[2].Should().Be("#");
        text.Header.Skip(3).Select(line => line[2..]).Where(line => line[0] != ' ')
            .Select(line => line[..(line.IndexOf(':') + 2)]).Should().Equal(Sections);
        text.File.Split('\n')[text.Header.Count].Should().Be("# shellcheck source-path=SCRIPTDIR");
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_names_in_its_header_every_variable_that_it_uses(string script)
    {
        var text = new ScriptText(script);
        var header = string.Join('\n', text.Header);
        if (header.Contains("those of lib/ssh.sh", StringComparison.Ordinal))
            header += RepositoryFiles.Read("scripts", "lib", "ssh.sh").Split("\n\n")[0];
        var used = Variable().Matches(text.File).Select(match => match.Value);

        used.Where(name => !header.Contains(name, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_lists_in_its_header_each_failure_that_is_possible_and_no_other(string script)
    {
        var text = new ScriptText(script);

        text.ListedFailures.Should().BeEquivalentTo(text.PossibleFailures);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_includes_no_library_file_that_it_does_not_use(string script)
    {
        var text = new ScriptText(script);

        text.Library.Should().StartWith("result.sh");
        text.Library.Skip(1).Where(file => !ScriptText.FunctionsOf(file).Any(text.Uses)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_has_lines_of_at_most_120_columns(string script)
    {
        var text = new ScriptText(script);

        text.Library.Select(file => RepositoryFiles.Read("scripts", "lib", file)).Append(text.File).SelectMany(file => file.Split('\n'))
            .Where(line => line.Length > 120).Should().BeEmpty();
    }

    [Fact]
    public void Every_failure_of_a_script_is_explained_and_no_other()
    {
        // The rest is found out by the plugin, from what a script or rsync said.
        string[] deciders = ["SyncPlan.cs", "SourceFacts.cs", "SshFailure.cs", "RsyncFailure.cs"];
        var decided = deciders.SelectMany(file => Name().Matches(RepositoryFiles.Read("plugin", "Sync", file)))
            .Select(match => match.Groups[1].Value).Where(name => name is not ("dlpx-begin" or "not-a-directory" or "source-changed"));
        var possible = RepositoryFiles.Scripts.SelectMany(script => new ScriptText(script).PossibleFailures).Concat(decided)
            .Append("source-not-absolute").Distinct();

        var explained = Explanation().Matches(RepositoryFiles.Read("plugin", "ScriptFailure.cs")).Select(match => match.Groups[1].Value);

        explained.Should().BeEquivalentTo(possible);
    }

    [Fact]
    public void Purposes_are_distinct() =>
        RepositoryFiles.Scripts.Select(script => new ScriptText(script).Header[1]).Should().OnlyHaveUniqueItems();

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_is_valid_by_itself_and_with_its_library(string script)
    {
        foreach (var text in (string[])[new ScriptText(script).File, new ScriptText(script).Assembled])
        {
            var result = await Shell.RunAsync(["bash", "-n", "-c", text]);
            (result.ExitCode, result.Stderr).Should().Be((0, ""));
        }
    }

    [Theory]
    [MemberData(nameof(LibraryFiles))]
    public void Library_file_is_safe_to_put_into_a_script(string file) =>
        RepositoryFiles.Read("scripts", "lib", file).Should().StartWith("# shellcheck shell=bash").And.EndWith("\n");

    [ProgramFact("shellcheck")]
    public async Task Shellcheck_finds_nothing()
    {
        var result = await Shell.RunAsync(
            ["bash", "-c", "cd -- \"$1\" && shellcheck -x ./*.sh lib/*.sh", "bash", RepositoryFiles.Path("scripts")]);

        (result.ExitCode, result.Stdout).Should().Be((0, ""));
    }

    [ProgramFact("shfmt")]
    public async Task Shfmt_changes_nothing()
    {
        var result = await Shell.RunAsync(["shfmt", "-d", "-i", "4", "-ci", RepositoryFiles.Path("scripts")]);

        (result.ExitCode, result.Stdout).Should().Be((0, ""));
    }

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)+)\"")]
    private static partial Regex Name();

    [GeneratedRegex("DLPX_[A-Z_]*[A-Z]")]
    private static partial Regex Variable();

    [GeneratedRegex("""^ +\["([a-z-]+)"\] = """, RegexOptions.Multiline)]
    private static partial Regex Explanation();
}
