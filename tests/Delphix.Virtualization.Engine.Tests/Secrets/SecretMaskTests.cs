using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Secrets;

public sealed class SecretMaskTests
{
    private readonly SecretMask _mask = new();

    [Fact]
    public void Secret_is_hidden_in_every_form_that_it_is_written_in()
    {
        const string Secret = "it's \"50%\" ü";
        _mask.Add(Secret);

        _mask.Hide($"a {Secret} b").Should().Be("a ******** b");
        _mask.Hide(JsonSerializer.Serialize(new { Secret })).Should().Be("""{"Secret":"********"}""");
        _mask.Hide($"https://u:{Uri.EscapeDataString(Secret)}@host").Should().Be("https://u:********@host");
        _mask.Hide("Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Secret))).Should().Be("Basic ********");
        _mask.Hide(@"+ echo 'it'\''s ""50%"" ü'").Should().Be("+ echo '********'");
    }

    [Theory]
    [InlineData("""say \"<b>\" \\ grüße 🌲""")]
    [InlineData("""say \"<b>\" \\ grüße \uD83C\uDF32""")]
    [InlineData("""say \"<b>\" \\ gr\u00fc\u00dfe \ud83c\udf32""")]
    [InlineData("""say \"<b>\" \\ gr\u00FC\u00DFe \uD83C\uDF32""")]
    [InlineData("""say \u0022\u003Cb\u003E\u0022 \\ gr\u00FC\u00DFe \uD83C\uDF32""")]
    public void Secret_is_hidden_in_the_json_of_every_language(string json)
    {
        _mask.Add("say \"<b>\" \\ grüße 🌲");

        _mask.Hide($$"""{"a":"{{json}}"}""").Should().Be("""{"a":"********"}""");
    }

    [Fact]
    public void PrivateKey_is_hidden_line_by_line()
    {
        _mask.Add("-----BEGIN KEY-----\r\nAAAAB3Nza\nC1\n-----END KEY-----\n");

        _mask.Hide("read AAAAB3Nza then C1").Should().Be("read ******** then C1");
    }

    [Fact]
    public void ShortSecret_is_not_looked_for_and_a_longer_one_is_hidden_whole()
    {
        _mask.Add("abc");
        _mask.Add("hunter");
        _mask.Add("hunter2");

        _mask.Hide("abc hunter2 hunter").Should().Be("abc ******** ********");
    }

    [Fact]
    public void Variables_are_hidden_but_not_what_is_plain_anyway()
    {
        _mask.AddVariables(["token-4711", "/mnt/files\nkey-of-a-line", "12345678", "short"], ["/mnt/files/a"]);

        _mask.Hide("token-4711 /mnt/files key-of-a-line 12345678 short").Should().Be("******** /mnt/files ******** 12345678 short");
    }

    [Fact]
    public void Exception_without_secrets_stays_what_it_is()
    {
        _mask.Add("hunter2");
        var exception = new UserException("a", "b", "c");

        _mask.Hide(exception).Should().BeSameAs(exception);
    }

    [Fact]
    public void Exception_with_a_secret_in_any_text_is_replaced_with_its_causes()
    {
        _mask.Add("hunter2");
        Exception[] exceptions =
        [
            new UserException("hunter2 is wrong"),
            new UserException("a", "use hunter2"),
            new UserException("a", "b", "login hunter2"),
            new UserException("a", "b", "c", new InvalidOperationException("hunter2")),
            new LibraryException(LibraryError.ConnectionFailed, "The connection broke while a script ran: + login hunter2"),
            new OperationFailedException("virtual.start", new InvalidOperationException("hunter2")),
            new OperationFailedException("virtual.start", new ScriptException(new RunResult(1, "", "+ login hunter2"))),
        ];

        foreach (var exception in exceptions)
        {
            var shown = _mask.Hide(exception).Should().BeOfType<UserException>().Which;
            $"{shown} {shown.Message} {shown.Action} {shown.Output}".Should().NotContain("hunter2");
        }

        _mask.Hide(exceptions[^1]).Should().BeOfType<UserException>().Which.Output.Should().Be("+ login ********");
    }

    [Fact]
    public void CatalogObject_shows_asterisks_for_what_is_encrypted()
    {
        JsonObject Secret() => new() { ["list"] = new JsonArray("encrypted:v1:AAAA", "plain"), ["n"] = 1 };
        var vdb = Samples.Vdb() with { Parameters = Secret(), SourceConfigParameters = Secret() };

        var shown = SecretMask.Hide(vdb);

        shown.Parameters.ToJsonString().Should().Be("""{"list":["********","plain"],"n":1}""");
        shown.SourceConfigParameters.ToJsonString().Should().Be(shown.Parameters.ToJsonString());
        vdb.Parameters.ToJsonString().Should().Contain("encrypted:v1:");
    }
}
