using System.Text.Json.Nodes;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;

namespace Delphix.Virtualization.Tools.Tests.Parameters;

public class ParameterValuesTests
{
    [Theory]
    [InlineData("name=123", """{"name":"123"}""")]
    [InlineData("name=", """{"name":""}""")]
    [InlineData("name=a=b", """{"name":"a=b"}""")]
    [InlineData("a.b=1", """{"a":{"b":"1"}}""")]
    [InlineData("port:=22", """{"port":22}""")]
    [InlineData("a.b:=[true,null]", """{"a":{"b":[true,null]}}""")]
    [InlineData("none:=null", """{"none":null}""")]
    public async Task Param_sets_a_value(string written, string expected) =>
        (await ReadAsync(written)).ToJsonString().Should().Be(expected);

    [Fact]
    public async Task Param_nested_values_of_one_object_are_put_together() =>
        (await ReadAsync("a.b=1", "c=2", "a.d=3")).ToJsonString().Should().Be("""{"a":{"b":"1","d":"3"},"c":"2"}""");

    [Theory]
    [InlineData("=secret", "--param : the name is missing or has an empty part. Write NAME=VALUE, NAME:=JSON, NAME or @FILE.")]
    [InlineData(":=1", "--param : the name is missing or has an empty part. Write NAME=VALUE, NAME:=JSON, NAME or @FILE.")]
    [InlineData("a..b=secret", "--param a..b: the name is missing or has an empty part. Write NAME=VALUE, NAME:=JSON, NAME or @FILE.")]
    [InlineData("a:=secret", "--param a: what follows := is not JSON.")]
    [InlineData("@", "--param @: the name of the file is missing.")]
    public void Param_malformed_is_refused(string written, string message) =>
        FluentActions.Invoking(() => ParameterValues.Parse([written])).Should().Throw<FormatException>().WithMessage(message);

    [Theory]
    [InlineData("a=1", "a=2", "--param a is given twice.")]
    [InlineData("a=1", "a.b=2", "--param a and --param a.b exclude each other: one is inside the other.")]
    [InlineData("a.b.c=1", "a.b=2", "--param a.b.c and --param a.b exclude each other: one is inside the other.")]
    public void Param_contradicting_another_is_refused(string first, string second, string message) =>
        FluentActions.Invoking(() => ParameterValues.Parse([first, second])).Should().Throw<FormatException>().WithMessage(message);

    [Fact]
    public async Task Param_file_is_read_and_named_values_go_before_it()
    {
        using var dvp = new Dvp();
        var file = dvp.Combine("link.json");
        await File.WriteAllTextAsync(file, """{"a":{"b":1,"c":2},"port":22}""");

        (await ReadAsync("a.b=x", $"@{file}")).ToJsonString().Should().Be("""{"a":{"b":"x","c":2},"port":22}""");
    }

    [Theory]
    [InlineData("[1]", "* does not hold a JSON object.")]
    [InlineData("{", "* is not valid JSON (line 1, position 2).")]
    [InlineData("""{"a":1,"a":2}""", "* is not valid JSON*")]
    public async Task Param_file_that_is_not_an_object_is_refused(string content, string message)
    {
        using var dvp = new Dvp();
        var file = dvp.Combine("link.json");
        await File.WriteAllTextAsync(file, content);

        await FluentActions.Awaiting(() => ReadAsync($"@{file}")).Should().ThrowAsync<UserException>().WithMessage(message);
    }

    [Fact]
    public async Task Param_file_that_is_missing_is_named() =>
        await FluentActions.Awaiting(() => ReadAsync("@/no/such.json")).Should().ThrowAsync<UserException>()
            .WithMessage("/no/such.json cannot be read.");

    private static Task<JsonObject> ReadAsync(params string[] written) => ParameterValues.Parse(written).ReadAsync(
        new UnseenInput(new Terminal { Output = TextWriter.Null, Error = TextWriter.Null }), CancellationToken.None);
}
