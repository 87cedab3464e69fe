using System.Text.RegularExpressions;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>What all scripts have in common.</summary>
public sealed partial class ScriptFilesTests
{
    private const string FindLibrary = "declare -F put >/dev/null || for library in \"${BASH_SOURCE[0]%/*}\"/lib/*.sh; do . \"$library\"; done";

    public static TheoryData<string> Scripts => new(RepositoryFiles.Scripts);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_begins_with_its_purpose_variables_output_and_exit_codes(string script)
    {
        var lines = RepositoryFiles.Read("scripts", $"{script}.sh").Split('\n');
        var header = lines.TakeWhile(line => line.StartsWith('#')).ToList();

        header[0].Should().Be("#!/usr/bin/env bash");
        header[1].Should().MatchRegex(@"^# [A-Z].*\.$");
        header[2].Should().Be("#");
        header.Skip(3).Select(line => line.Length < 8 ? line : line[2..8]).Where(start => start.Trim().Length > 0)
            .Should().Equal("in:   ", "out:  ", "exit: ");
        header.Should().OnlyContain(line => line == "#" || line.StartsWith("#!") || line.StartsWith("# "));
        lines[header.Count].Should().Be(FindLibrary);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_names_in_its_header_every_variable_that_it_uses(string script)
    {
        var text = RepositoryFiles.Read("scripts", $"{script}.sh");
        var header = string.Join('\n', text.Split('\n').TakeWhile(line => line.StartsWith('#')));
        if (header.Contains("those of lib/ssh.sh", StringComparison.Ordinal))
            header += RepositoryFiles.Read("scripts", "lib", "ssh.sh").Split("\n\n")[0];
        var used = Variable().Matches(text).Select(match => match.Value);

        used.Where(name => !header.Contains(name, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Purposes_are_distinct() =>
        RepositoryFiles.Scripts.Select(script => RepositoryFiles.Read("scripts", $"{script}.sh").Split('\n')[1]).Should().OnlyHaveUniqueItems();

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_is_valid_by_itself_and_with_the_library_before_it(string script)
    {
        foreach (var text in (string[])[RepositoryFiles.Read("scripts", $"{script}.sh"), RepositoryFiles.ScriptText(script)])
        {
            var result = await Shell.RunAsync(["bash", "-n", "-c", text]);
            (result.ExitCode, result.Stderr).Should().Be((0, ""));
        }
    }

    [Fact]
    public void Library_files_are_safe_to_put_one_after_another()
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryFiles.Path("scripts", "lib")))
        {
            var text = File.ReadAllText(file);
            text.Should().StartWith("# shellcheck shell=bash\n# ").And.EndWith("\n");
        }
    }

    [ProgramFact("shellcheck")]
    public async Task Shellcheck_finds_nothing()
    {
        var result = await Shell.RunAsync(["bash", "-c", "cd -- \"$1\" && shellcheck -x ./*.sh lib/*.sh", "bash", RepositoryFiles.Path("scripts")]);

        (result.ExitCode, result.Stdout).Should().Be((0, ""));
    }

    [ProgramFact("shfmt")]
    public async Task Shfmt_changes_nothing()
    {
        var result = await Shell.RunAsync(["shfmt", "-d", "-i", "4", "-ci", RepositoryFiles.Path("scripts")]);

        (result.ExitCode, result.Stdout).Should().Be((0, ""));
    }

    [GeneratedRegex("DLPX_[A-Z_]*[A-Z]")]
    private static partial Regex Variable();
}
