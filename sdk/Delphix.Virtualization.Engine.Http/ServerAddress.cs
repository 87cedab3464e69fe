using System.Net;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>Where to listen.</summary>
public static class ServerAddress
{
    /// <summary>The default: only programs of this machine reach it.</summary>
    public const string Default = "http://127.0.0.1:8282";

    /// <summary>Reads a list of URLs.</summary>
    /// <param name="urls">
    /// URLs with semicolons in between. Each has the scheme http and an IP address or localhost; port 0 is any that is free.
    /// </param>
    /// <exception cref="UserException">A URL is not of this kind.</exception>
    public static IReadOnlyList<IPEndPoint> Parse(string urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        return [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DefaultIfEmpty("")
            .Select(ParseOne)];
    }

    private static IPEndPoint ParseOne(string url)
    {
        var isUrl = Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" };
        if (isUrl && uri!.Scheme == "https")
            throw new UserException(
                $"The local engine speaks no https, so it cannot listen at '{url}'.",
                "Let it listen at http://127.0.0.1:8282, behind a reverse proxy that has the certificate.",
                "");
        if (isUrl
            && (uri!.Host == "localhost"
                ? IPAddress.Loopback
                : IPAddress.TryParse(uri.Host, out var parsed) ? parsed : null) is { } address)
            return new IPEndPoint(address, uri.Port);
        throw new UserException(
            $"'{url}' is no address to listen at.",
            $"Write http://, an IP address of this machine or localhost, and a port, for example {Default}",
            "");
    }
}
