namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>Which engine to talk to.</summary>
internal static class EngineAddress
{
    /// <summary>
    /// Reads a host name or an IP address, with a port or without, or a URL of one. Without a scheme it is https, for a password is sent
    /// there; only what stays on this machine is http.
    /// </summary>
    /// <exception cref="UserException">It is none of these.</exception>
    internal static Uri Parse(string text)
    {
        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        if (Uri.TryCreate(hasScheme ? text : $"https://{text}", UriKind.Absolute, out var address)
            && address is { Scheme: "http" or "https", Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" })
        {
            // The port of http is 80, where none is said.
            return !hasScheme && address.IsLoopback ? new Uri($"http://{text}") : address;
        }

        throw new UserException(
            $"'{text}' is no engine's address.",
            "Write a host name or an IP address, such as engine.example.com, or a URL such as http://127.0.0.1:8282",
            "");
    }

    /// <summary>The address as people write it.</summary>
    internal static string NameOf(Uri engine) => engine.GetLeftPart(UriPartial.Authority);
}
