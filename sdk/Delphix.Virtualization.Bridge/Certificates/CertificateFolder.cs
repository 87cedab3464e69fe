using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Delphix.Virtualization.Bridge.Certificates;

/// <summary>The files of a folder of certificates, all in PEM.</summary>
/// <param name="Path">The folder.</param>
internal sealed record CertificateFolder(string Path)
{
    /// <summary>What to do about a file that is missing or of no use.</summary>
    internal const string MakeAnew = "Make it: dvp plugin-host certificates FOLDER --name ADDRESS, then build the plugins with it again.";

    /// <summary>The authority that both sides trust, and nothing else.</summary>
    internal string Authority => In("authority.crt");

    /// <summary>Needed only to make further certificates.</summary>
    internal string AuthorityKey => In("authority.key");

    /// <summary>That of the plugin host.</summary>
    internal string Host => In("host.crt");

    internal string HostKey => In("host.key");

    /// <summary>That of the plugins on engines.</summary>
    internal string Client => In("client.crt");

    internal string ClientKey => In("client.key");

    /// <summary>Refuses an address that the plugin host's certificate is not for: engines would refuse it.</summary>
    internal void RequireName(string address)
    {
        using var host = Load(Host);
        if (!host.MatchesHostname(address, allowWildcards: false, allowCommonName: false))
        {
            throw new UserException(
                $"The plugin host's certificate {Host} is not for the address {address}.",
                $"Make one for it: dvp plugin-host certificates {Path} --name {address}",
                "");
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It cannot be read.</exception>
    internal static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The certificate file {file} cannot be read: {e.Message}", MakeAnew, "", e);
        }
    }

    /// <summary>Reads a certificate, without its key.</summary>
    /// <exception cref="UserException">It cannot be read, or is none.</exception>
    internal static X509Certificate2 Load(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Read(file));
        }
        catch (CryptographicException e)
        {
            throw new UserException($"The file {file} is not a certificate in PEM: {e.Message}", MakeAnew, "", e);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
