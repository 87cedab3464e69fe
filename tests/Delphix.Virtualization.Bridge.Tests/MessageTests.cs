using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Wire;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class MessageTests
{
    [Fact]
    public async Task What_is_posted_arrives_as_it_was()
    {
        var pipe = new Pipe();
        var writer = new MessageWriter(pipe.Writer);
        var text = "ä \ud83c\udf32 <&> \u0000 \n" + new string('x', 100_000);
        writer.Post(new JsonObject { ["type"] = "first", ["text"] = text });
        writer.Post(new JsonObject { ["type"] = "second" });
        writer.Complete();
        var writing = writer.RunAsync(CancellationToken.None);
        var reader = new MessageReader(pipe.Reader);

        var first = await reader.ReadAsync(CancellationToken.None);
        var second = await reader.ReadAsync(CancellationToken.None);
        await writing;
        await pipe.Writer.CompleteAsync();

        first!["text"]!.GetValue<string>().Should().Be(text);
        $"{second!["type"]}".Should().Be("second");
        (await reader.ReadAsync(CancellationToken.None)).Should().BeNull();
    }

    [Theory]
    [InlineData(0u, "A message of 0 bytes is coming; it may have 1 to 268,435,456.")]
    [InlineData((256u << 20) + 1, "A message of 268,435,457 bytes is coming; it may have 1 to 268,435,456.")]
    [InlineData(uint.MaxValue, "A message of 4,294,967,295 bytes is coming; it may have 1 to 268,435,456.")]
    public async Task Length_beyond_the_limits_is_refused_before_anything_is_read(uint length, string message)
    {
        var header = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);

        var read = () => ReadAsync(header);

        await read.Should().ThrowAsync<BridgeProtocolException>().WithMessage(message);
    }

    [Theory]
    [InlineData("", "The connection was closed in the middle of a message.")]
    [InlineData("{\"type\":", "The connection was closed in the middle of a message.")]
    public async Task Connection_that_ends_in_a_message_is_broken(string text, string message)
    {
        var read = () => ReadAsync([0, 0, 0, 100, .. Encoding.UTF8.GetBytes(text)]);

        await read.Should().ThrowAsync<BridgeProtocolException>().WithMessage(message);
    }

    [Theory]
    [InlineData("[]", "A message is not a JSON object.")]
    [InlineData("nonsense", "A message is not JSON that can be used:*")]
    [InlineData("{\"a\":1,\"a\":2}", "A message is not JSON that can be used:*")]
    [InlineData("""{"\ud800":1}""", "A message is not JSON that can be used:*")]
    public async Task Text_that_is_no_message_is_refused(string text, string message)
    {
        var read = () => ReadAsync([0, 0, 0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)]);

        await read.Should().ThrowAsync<BridgeProtocolException>().WithMessage(message);
    }

    [Fact]
    public async Task Nesting_beyond_the_limit_is_refused()
    {
        var text = new string('[', 100) + new string(']', 100);
        var message = $$"""{"a":{{text}}}""";

        var read = () => ReadAsync([0, 0, 0, (byte)message.Length, .. Encoding.UTF8.GetBytes(message)]);

        await read.Should().ThrowAsync<BridgeProtocolException>().WithMessage("*depth*");
    }

    private static async Task ReadAsync(byte[] bytes)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes);
        await pipe.Writer.CompleteAsync();
        await new MessageReader(pipe.Reader).ReadAsync(CancellationToken.None);
    }
}
