using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Generators.Tests.Json;

public sealed class JsonReaderTests
{
    [Fact]
    public void Document_with_every_kind_is_read_in_order()
    {
        var root = JsonReader.Read("""{ "a": [1, -2.5e+3, true, false, null, "x"], "b": {} }""");

        root.Items.Select(item => item.Name).Should().Equal("a", "b");
        root["a"]!.Items.Select(item => item.Kind).Should()
            .Equal(JsonKind.Number, JsonKind.Number, JsonKind.Boolean, JsonKind.Boolean, JsonKind.Null, JsonKind.String);
        root["a"]!.Items.Select(item => item.Text).Should().Equal("1", "-2.5e+3", "true", "false", "null", "x");
        root["b"]!.Items.Should().BeEmpty();
        root["c"].Should().BeNull();
    }

    [Fact]
    public void String_with_escapes_is_decoded()
    {
        JsonReader.Read(""" "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00" """).Text.Should().Be("\"\\/\b\f\n\r\té😀");
    }

    [Fact]
    public void Value_knows_its_path_and_place()
    {
        var value = JsonReader.Read("{\r\n  \"a b\": [\n    0,\r\r    { \"c\": 12 }\n  ]\n}")["a b"]!.Items[1]["c"]!;

        value.Path.ToString().Should().Be("['a b'][1].c");
        value.Path.Segments.Should().Equal("a b", "1", "c");
        value.Span.Should().Be(new JsonSpan(33, 2, 4, 11));
        value.Anchor.Should().Be(new JsonSpan(28, 3, 4, 6));
    }

    [Theory]
    [InlineData("", "expected a value but found the end of the file", 0, 0)]
    [InlineData("{\n  \"a\": 1,\n}", "expected a name in double quotes but found '}'", 2, 0)]
    [InlineData("[1,]", "expected a value but found ']'", 0, 3)]
    [InlineData("[1 2]", "expected ',' or ']' but found '2'", 0, 3)]
    [InlineData("[,1]", "expected a value but found ','", 0, 1)]
    [InlineData("{\"a\" 1}", "expected ':' but found '1'", 0, 5)]
    [InlineData("{a: 1}", "expected a name in double quotes but found 'a'", 0, 1)]
    [InlineData("{}\n{}", "expected the end of the file but found '{'", 1, 0)]
    [InlineData("{\n", "expected a name in double quotes but found the end of the file", 1, 0)]
    [InlineData("tru", "expected a value but found 'tru'", 0, 0)]
    [InlineData("01", "expected a value but found '01'", 0, 0)]
    [InlineData("+1", "expected a value but found '+1'", 0, 0)]
    [InlineData("1.", "expected a value but found '1.'", 0, 0)]
    [InlineData("'a'", "expected a value but found '''", 0, 0)]
    [InlineData("// c\n1", "expected a value but found '/'", 0, 0)]
    [InlineData("\"a\nb\"", "the string does not end on its line", 0, 2)]
    [InlineData("\"a", "the string does not end on its line", 0, 2)]
    [InlineData("\"a\tb\"", "a tab in a string must be written \\t", 0, 2)]
    [InlineData("\"a\\x\"", "a backslash must be followed by one of \" \\ / b f n r t, or by u and four hexadecimal digits", 0, 2)]
    [InlineData("\"\\u12\"", "a backslash must be followed by one of \" \\ / b f n r t, or by u and four hexadecimal digits", 0, 1)]
    [InlineData("\"\\ud83d!\"", "the string has half of a surrogate pair", 0, 7)]
    [InlineData("\"\\ude00\"", "the string has half of a surrogate pair", 0, 1)]
    [InlineData("\"\\ud83d\"", "the string has half of a surrogate pair", 0, 0)]
    public void Text_that_is_not_json_is_rejected_with_its_place(string text, string message, int line, int column)
    {
        var fault = FluentActions.Invoking(() => JsonReader.Read(text)).Should().Throw<JsonSyntaxException>().WithMessage(message).Which;

        (fault.Span.Line, fault.Span.Column).Should().Be((line, column));
    }

    [Fact]
    public void Member_whose_name_stands_twice_is_the_last_one()
    {
        var value = JsonReader.Read("""{"a": 1, "b": 2, "a": 3}""");

        value["a"]!.Text.Should().Be("3");
        value.Items.Select(item => item.Text).Should().Equal("2", "3");
        value.Replaced.Select(item => item.Text).Should().Equal("1");
    }

    [Fact]
    public void Nesting_to_the_limit_is_read()
    {
        JsonReader.Read(Nested(JsonReader.MaximumDepth)).Kind.Should().Be(JsonKind.Array);
    }

    [Theory]
    [InlineData(JsonReader.MaximumDepth + 1)]
    [InlineData(1_000_000)]
    public void Nesting_beyond_the_limit_is_rejected(int depth)
    {
        FluentActions.Invoking(() => JsonReader.Read(Nested(depth))).Should().Throw<JsonSyntaxException>()
            .WithMessage("nested deeper than 60 levels");
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
