using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class QuickJsonTests
{
    private static readonly RemoteConnection Connection =
        new(new RemoteEnvironment("here", "E-1", new RemoteHost("h", "H-1", "/bin", "/tmp")), new RemoteUser("u", "U-1"));

    public static TheoryData<object> Objects => new()
    {
        new Values { Name = "n" },
        new Values
        {
            Name = "é\"\n", On = true, Small = 5, Whole = long.MaxValue, Number = 0.1, Choice = Choice.Other, Choices = [Choice.First],
            Texts = ["a", "b"], Numbers = [1, 2], Inner = new Values { Name = "inner" }, Untold = 3,
        },
        Connection,
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void Object_is_written_as_SystemTextJson_writes_it(object value) =>
        QuickJson.TryWrite(value)!.ToJsonString().Should().Be(JsonSerializer.Serialize(value, value.GetType(), RuntimeJson.Options));

    [Theory]
    [MemberData(nameof(Objects))]
    public void Object_is_read_as_SystemTextJson_reads_it(object value)
    {
        var json = JsonSerializer.SerializeToNode(value, value.GetType(), RuntimeJson.Options)!.AsObject();
        json["unknown"] = 1;

        QuickJson.TryRead(json, value.GetType()).Should().BeEquivalentTo(json.Deserialize(value.GetType(), RuntimeJson.Options))
            .And.BeOfType(value.GetType());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"n","small":1.0}""")]
    [InlineData("""{"name":"n","small":2147483648}""")]
    [InlineData("""{"name":"n","whole":9223372036854775808}""")]
    [InlineData("""{"name":"n","whole":"1"}""")]
    [InlineData("""{"name":"n","number":1e999}""")]
    [InlineData("""{"name":"n","on":1}""")]
    [InlineData("""{"name":"n","choice":"FIRST"}""")]
    [InlineData("""{"name":"n","choice":0}""")]
    [InlineData("""{"name":"n","choices":"first"}""")]
    [InlineData("""{"name":"n","texts":["a",null]}""")]
    [InlineData("""{"name":"n","inner":{}}""")]
    [InlineData("""{"name":"n","inner":[]}""")]
    public void What_is_not_plainly_right_is_left_to_SystemTextJson(string json) =>
        QuickJson.TryRead(JsonNode.Parse(json)!.AsObject(), typeof(Values)).Should().BeNull();

    [Theory]
    [InlineData("""{"environment":null,"user":{"name":"u","reference":"U-1"}}""")]
    [InlineData("""{"user":{"name":"u","reference":"U-1"}}""")]
    public void Constructor_that_would_lack_an_argument_is_left_to_SystemTextJson(string json) =>
        QuickJson.TryRead(JsonNode.Parse(json)!.AsObject(), typeof(RemoteConnection)).Should().BeNull();

    public static TheoryData<object> Others => new()
    {
        new Values { Name = null! },
        new Values { Name = "n", Number = double.NaN },
        new Values { Name = "n", Choice = (Choice)7 },
        new Values { Name = "n", Texts = [null!] },
        new LinkedSourceDefinition { Address = "a", Credentials = [] },
        new Computed(),
        new Open(),
        new Numbered(),
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_written_in_a_way_of_its_own_is_left_to_SystemTextJson(object value) => QuickJson.TryWrite(value).Should().BeNull();

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2000)]
    public void Object_that_is_nested_deep_is_written_or_refused_as_by_SystemTextJson(int levels)
    {
        var value = new Values { Name = "n" };
        for (var level = 1; level < levels; level++)
            value = new Values { Name = "n", Inner = value };

        Outcome(() => RuntimeJson.Write(value)).Should().Be(
            Outcome(() => JsonSerializer.SerializeToNode(value, RuntimeJson.Options)));
    }

    private static string Outcome(Func<JsonNode?> write)
    {
        try
        {
            return write()!.ToJsonString();
        }
        catch (Exception e)
        {
            return e.ToString().Split(Environment.NewLine)[0];
        }
    }

    [Fact]
    public void What_is_left_to_SystemTextJson_is_read_and_written_all_the_same()
    {
        var read = (Values)RuntimeJson.Read(JsonNode.Parse("""{"name":"n","whole":1e2}""")!.AsObject(), typeof(Values));

        read.Whole.Should().Be(100);
        RuntimeJson.Write(new Computed())!.ToJsonString().Should().Be("""{"double":2}""");
        RuntimeJson.Write(null).Should().BeNull();
    }

    [JsonConverter(typeof(JsonStringEnumConverter<Choice>))]
    public enum Choice
    {
        [JsonStringEnumMemberName("first")]
        First,

        [JsonStringEnumMemberName("the other, 1")]
        Other,
    }

    public enum Number
    {
        [JsonStringEnumMemberName("one")]
        One,
    }

    public sealed record Values
    {
        [JsonPropertyName("name")]
        public required string Name { get; init; }

        [JsonPropertyName("on")]
        public bool On { get; init; }

        [JsonPropertyName("small")]
        public int Small { get; init; }

        [JsonPropertyName("whole")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Whole { get; init; }

        [JsonPropertyName("number")]
        public double Number { get; init; }

        [JsonPropertyName("choice")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Choice? Choice { get; init; }

        [JsonPropertyName("choices")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Choice>? Choices { get; init; }

        [JsonPropertyName("texts")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Texts { get; init; }

        [JsonPropertyName("numbers")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<long>? Numbers { get; init; }

        [JsonPropertyName("inner")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Values? Inner { get; init; }

        public int Untold { get; init; }
    }

    public sealed record Computed
    {
        public int Double => 2;
    }

    public sealed record Open
    {
        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Rest { get; init; }
    }

    public sealed record Numbered
    {
        public Number Number { get; init; }
    }
}
