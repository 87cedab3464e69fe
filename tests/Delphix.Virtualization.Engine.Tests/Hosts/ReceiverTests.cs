using System.Text;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>What a host does with a message that breaks off: every connection uses the same receiver.</summary>
public sealed class ReceiverTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Proof => _directory.Combine("proof");

    [Theory]
    [InlineData("IFS")]
    [InlineData("dvp_count")]
    [InlineData("PROOF")]
    [InlineData("the second")]
    [InlineData("touch")]
    [InlineData("# more")]
    [InlineData("# last")]
    public async Task Script_of_which_only_a_part_arrives_does_not_run(string lastPart)
    {
        var message = Message();
        var end = message.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(lastPart));
        end.Should().BePositive();

        await ReceiveAsync(message[..end]);
        await ReceiveAsync(message[..(end + lastPart.Length)]);

        File.Exists(Proof).Should().BeFalse();
    }

    [Fact]
    public async Task Script_of_which_all_but_the_last_byte_arrives_does_not_run()
    {
        await ReceiveAsync(Message()[..^1]);

        File.Exists(Proof).Should().BeFalse();
    }

    [Fact]
    public async Task Script_that_arrives_whole_runs()
    {
        var output = await ReceiveAsync(Message(), isWhole: true);

        output.Should().Be("dvp-ready\nran\n");
        File.Exists(Proof).Should().BeTrue();
    }

    public void Dispose() => _directory.Dispose();

    private byte[] Message() => HostConnection.Encode(new HostCommand
    {
        Script = "touch \"$PROOF\"\necho ran\n# more\n# last\n",
        Variables = new Dictionary<string, string> { ["PROOF"] = Proof, ["OTHER"] = "the second" },
    });

    // The end of the input would end the script.
    private static async Task<string> ReceiveAsync(byte[] message, bool isWhole = false)
    {
        var answered = new TaskCompletionSource();
        var output = new MemoryStream();
        var bash = new Tool { Program = "bash", Arguments = ["-c", HostConnection.Receiver], MayFail = true };
        await bash.StreamAsync(
            async (input, token) =>
            {
                await input.WriteAsync(message, token);
                await input.FlushAsync(token);
                if (isWhole)
                    await answered.Task.WaitAsync(TimeSpan.FromMinutes(1), token);
            },
            async (stream, token) =>
            {
                var buffer = new byte[4096];
                for (int count; (count = await stream.ReadAsync(buffer, token)) > 0;)
                {
                    output.Write(buffer, 0, count);
                    if (Encoding.UTF8.GetString(output.ToArray()).EndsWith("ran\n", StringComparison.Ordinal))
                        answered.TrySetResult();
                }
            },
            CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
