namespace Delphix.Virtualization.Bridge.Wire;

/// <summary>
/// The protocol between the Python side and the plugin host. A message is a JSON object with a <c>type</c>, after its length in four bytes,
/// big-endian. The Python side begins each call with <c>hello</c>, and sends <c>call</c> after <c>welcome</c>. During the call, the plugin
/// host sends <c>log</c>, <c>library</c>, and <c>cancel</c> for a script that is given up. It ends the call with <c>returned</c> or
/// <c>failed</c>. Both sides send <c>ping</c>.
/// </summary>
internal static class BridgeProtocol
{
    /// <summary>The version of the messages.</summary>
    internal const int Version = 1;

    /// <summary>The bytes of a message's length.</summary>
    internal const int LengthBytes = 4;

    /// <summary>The bytes that a message may have: more than a platform library may return (192 MiB), written as JSON.</summary>
    internal const int MaxMessageBytes = 256 << 20;

    /// <summary>How deep a message may be nested: deeper than any value in it (60).</summary>
    internal const int MaxDepth = 80;
}
