namespace Delphix.Virtualization.Bridge.Wire;

/// <summary>
/// What both sides of a connection agree on. Messages are JSON objects with a <c>type</c>, each after its length in bytes: four bytes,
/// the highest first. The Python side begins each call with <c>hello</c>, and sends <c>call</c> after <c>welcome</c>. Until the plugin host
/// ends it with <c>returned</c> or <c>failed</c>, that one sends <c>log</c> and <c>library</c>, and <c>cancel</c> for a script that nobody
/// waits for any more. Both send <c>ping</c>.
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
