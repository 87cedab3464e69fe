using System.Security.Cryptography;
using System.Text;

namespace Delphix.Virtualization.EndToEnd.Secrets;

/// <summary>A secret that is like no other text, to be looked for wherever it must not be.</summary>
internal sealed class Canary
{
    private readonly string _core = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly byte[][] _traces;

    /// <param name="pattern">
    /// The secret; {0} is where the part is that is looked for, so that one that is hidden only in part is found.
    /// </param>
    internal Canary(string pattern)
    {
        Secret = pattern.Replace("{0}", _core, StringComparison.Ordinal);
        _traces = TracesOf(_core);
    }

    private Canary(byte[][] traces, string secret) => (_traces, Secret) = (traces, secret);

    /// <summary>A secret that something else chose.</summary>
    internal static Canary Of(string secret) => new(TracesOf(secret), secret);

    internal string Secret { get; }

    internal string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    internal bool IsIn(string text) => IsIn(Encoding.UTF8.GetBytes(text));

    internal bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var trace in _traces)
        {
            if (bytes.IndexOf(trace) >= 0)
                return true;
        }

        return false;
    }

    // The text as it is, which JSON and URLs leave so, in UTF-16, and in base64, where it may begin at any of three places of a group.
    private static byte[][] TracesOf(string text) =>
    [
        Encoding.UTF8.GetBytes(text),
        Encoding.Unicode.GetBytes(text),
        .. Enumerable.Range(0, 3).Select(
            before => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', before) + text))[4..^4])),
    ];
}
