using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Certificates;

/// <summary>What a plugin host proves itself with, and whom it lets in.</summary>
internal sealed partial class HostCertificates
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _host;

    private HostCertificates(X509Certificate2 authority, X509Certificate2 host) => (_authority, _host) = (authority, host);

    /// <summary>Reads the certificates of a folder; the authority's key is not needed.</summary>
    /// <exception cref="UserException">One is missing or broken, or that of the host has expired.</exception>
    internal static HostCertificates Read(CertificateFolder files)
    {
        var authority = CertificateFolder.Load(files.Authority);
        var host = Pair(files.Host, files.HostKey);
        if (host.NotAfter > DateTime.Now)
            return new HostCertificates(authority, host);
        throw new UserException(
            $"The certificate {files.Host} has expired on {host.NotAfter:yyyy-MM-dd}.", CertificateFolder.MakeAnew, "");
    }

    /// <summary>How Kestrel is to open connections.</summary>
    /// <param name="logger">Gets a line for each certificate that is refused.</param>
    internal HttpsConnectionAdapterOptions ToHttpsOptions(ILogger logger) => new()
    {
        ServerCertificate = _host,
        ClientCertificateMode = ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) => IsClient(certificate, logger),
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        HandshakeTimeout = HandshakeLimit,
    };

    private static X509Certificate2 Pair(string file, string keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPem(CertificateFolder.Read(file), CertificateFolder.Read(keyFile));
        }
        catch (CryptographicException e)
        {
            throw new UserException($"{file} and {keyFile} are not a pair in PEM: {e.Message}", CertificateFolder.MakeAnew, "", e);
        }
    }

    private bool IsClient(X509Certificate2 certificate, ILogger logger)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _authority },
                ApplicationPolicy = { CertificateAuthority.ClientUsage },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        if (chain.Build(certificate))
            return true;
        LogRefused(logger, certificate.Subject, string.Join(" ", chain.ChainStatus.Select(status => status.StatusInformation.Trim())));
        return false;
    }

    [LoggerMessage(1, LogLevel.Warning, "The client certificate {Subject} is refused: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string subject, string reason);
}
