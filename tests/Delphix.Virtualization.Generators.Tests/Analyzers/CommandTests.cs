using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class CommandTests
{
    [Theory]
    [InlineData("\"ls\"")]
    [InlineData("\"ls \" + Folder + \" -l\"")]
    [InlineData("$\"ls {Folder} {nameof(path)}\"")]
    [InlineData("\"ls\".Replace(\"l\", Folder)")]
    [InlineData("string.Format(null, \"ls {0}\", Folder)")]
    [InlineData("script")]
    [InlineData("script.Trim()")]
    [InlineData("script.Replace(\"\\r\", \"\")")]
    [InlineData("Read(\"sync\")")]
    [InlineData("Read($\"scripts/{path}.sh\")")]
    [InlineData("Library + Read(path)")]
    [InlineData("Library + \"\\n\" + script")]
    [InlineData("\"set -eu\\n\" + Read(path) + \"\\nexit 0\"")]
    [InlineData("$\"set -eu\\n{script}\"")]
    [InlineData("$\"{Library}\\n{Read(\"sync\")} --all\"")]
    [InlineData("string.Join('\\n', Library, Read(path), script)")]
    [InlineData("Table[path]")]
    [InlineData("Library + Table[path]")]
    [InlineData("string.Concat(Library, Read(path))")]
    [InlineData("path.Length > 3 ? \"ls\" : \"ls -l\"")]
    [InlineData("\"ls \" + (path.Length > 3 ? \"-a\" : \"-l\")")]
    [InlineData("path switch { \"\" => \"ls\", _ => Folder }")]
    [InlineData("source.StagedConnection.Environment.Host.BinaryPath")]
    public async Task Command_without_values_is_fine(string command) => (await OfCommandAsync(command)).Should().BeEmpty();

    [Theory]
    [InlineData("$\"rm -rf {path}\"", "path")]
    [InlineData("$\"rm -rf '{source.Parameters.MountLocation}'\"", "source.Parameters.MountLocation")]
    [InlineData("$\"sleep {path.Length:D2}\"", "path.Length")]
    [InlineData("\"rm -rf \" + path", "path")]
    [InlineData("\"rm -rf \" + path.Trim() + \"\\n\"", "path")]
    [InlineData("Read(\"x\") + \" \" + path", "path")]
    [InlineData("Library + source.Guid", "source.Guid")]
    [InlineData("\"rm \" + Quote(path)", "Quote(path)")]
    [InlineData("\"rm \" + Table[path]", "Table[path]")]
    [InlineData("string.Concat(\"rm \", path)", "path")]
    [InlineData("string.Concat(new[] { \"rm \", path })", "path")]
    [InlineData("string.Join(' ', \"rm\", path)", "path")]
    [InlineData("string.Format(null, \"rm {0}\", path)", "path")]
    [InlineData("string.Format(null, script, source.Guid)", "source.Guid")]
    [InlineData("Read(\"x\").Replace(\"@PATH@\", path)", "path")]
    [InlineData("script.Insert(0, path)", "path")]
    [InlineData("string.Create(null, $\"rm {path}\")", "path")]
    [InlineData("FormattableString.Invariant($\"rm {path}\")", "path")]
    [InlineData("($\"rm {path}\").ToString()", "path")]
    [InlineData("path.Length > 3 ? $\"rm {path}\" : \"ls\"", "path")]
    [InlineData("path switch { \"\" => \"ls\", _ => \"rm \" + path }", "path")]
    [InlineData("\"rm \" + (path ?? Folder)", "path ?? Folder")]
    public async Task Command_with_a_value_is_dvp027(string command, string value) =>
        (await OfCommandAsync(command)).Should().Equal(Line(value));

    [Fact]
    public async Task Values_are_reported_one_by_one() =>
        (await OfCommandAsync("$\"cp {path} {source.Guid} {Folder}\"")).Should().Equal(Line("path"), Line("source.Guid"));

    [Theory]
    [InlineData("var command = $\"rm {path}\";")]
    [InlineData("string command; command = \"rm \" + path;")]
    [InlineData("var part = $\"rm {path}\"; var command = part + \"\\n\";")]
    [InlineData("var command = \"rm \"; command += path;")]
    [InlineData("var command = \"ls\"; if (path.Length > 3) command = $\"rm {path}\";")]
    public async Task Value_in_a_local_variable_is_dvp027(string statements) =>
        (await OfStatementsAsync(statements)).Should().Equal(Line("path"));

    [Theory]
    [InlineData("var command = script;")]
    [InlineData("var command = \"ls \"; command += Folder;")]
    [InlineData("var command = Read(path); var other = $\"about {path}\";")]
    [InlineData("var command = path.Length > 3 ? \"ls\" : Folder;")]
    public async Task LocalVariable_without_values_is_fine(string statements) => (await OfStatementsAsync(statements)).Should().BeEmpty();

    [Theory]
    [InlineData("RunBashAsync")]
    [InlineData("RunPowershellAsync")]
    [InlineData("RunExpectAsync")]
    public async Task Command_of_each_library_is_checked(string method)
    {
        var line = Line("path").Replace("RunBashAsync", method, StringComparison.Ordinal);

        (await OfBodyAsync($"libs.{method}(source.StagedConnection, $\"rm {{path}}\");")).Should().Equal(line);
        (await OfBodyAsync($"libs.{method}(command: $\"rm {{path}}\", connection: source.StagedConnection);")).Should().Equal(line);
        var passed = $"libs.{method}"
            + """(source.StagedConnection, "rm \"$P\"", new Dictionary<string, string> { ["P"] = $"{path}!" });""";
        (await OfBodyAsync(passed)).Should().BeEmpty();
    }

    [Fact]
    public async Task Method_of_the_same_name_elsewhere_is_not_checked()
    {
        var code = new AnalyzedCode(
            "public static class Other { public static void RunBashAsync(string command) { } "
                + "public static void Run(string path) => RunBashAsync($\"rm {path}\"); }");

        (await code.LinesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Expression_that_is_long_is_shortened() =>
        (await OfCommandAsync("\"rm \" + Quote(source.Parameters.MountLocation +\n    source.Parameters.SourceAddress)")).Should()
            .ContainSingle().Which.Should().EndWith(
            ": 'Quote(source.Parameters.MountLocation + source.Parameters.S…' becomes part of the text that RunBashAsync runs: "
            + "pass the value as a variable, and use \"$NAME\" in the script");

    private static string Line(string value) =>
        $"warning DVP027 at `{value}`: '{value}' becomes part of the text that RunBashAsync runs: pass the value as a variable, and use "
            + $"\"$NAME\" in the script";

    private static Task<IReadOnlyList<string>> OfCommandAsync(string command) =>
        OfBodyAsync($"libs.RunBashAsync(source.StagedConnection, {command});");

    private static Task<IReadOnlyList<string>> OfStatementsAsync(string statements) =>
        OfBodyAsync($"{statements} libs.RunBashAsync(source.StagedConnection, command);");

    private static Task<IReadOnlyList<string>> OfBodyAsync(string statements) => new AnalyzedCode(
        $$"""
        public static class Scripts
        {
            private const string Folder = "/srv";
            private static readonly string Library = Read("lib");
            private static readonly Dictionary<string, string> Table = [];

            public static void Run(ILibs libs, StagedSource source, string script, string path)
            {
                {{statements}}
            }

            private static string Read(string name) => name;

            private static string Quote(string text) => text;
        }
        """).LinesAsync();
}
