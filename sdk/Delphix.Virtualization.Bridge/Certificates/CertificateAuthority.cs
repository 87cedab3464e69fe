using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Bridge.Certificates;

/// <summary>A private authority, which signs the certificates of one plugin host and of the plugins that call it.</summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>How long a host's and a client's certificate are valid.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(825);

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    // Clocks of machines differ a little.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);
    private static readonly Oid ServerUsage = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The use of a certificate that a client proves itself with.</summary>
    internal static Oid ClientUsage { get; } = new("1.3.6.1.5.5.7.3.2");

    /// <summary>
    /// Writes new certificates for a plugin host and its clients into a folder, signed by the folder's authority, which is made when there
    /// is none. The files are for this user alone.
    /// </summary>
    /// <param name="folder">The folder; it is made when it is missing.</param>
    /// <param name="names">The DNS names and IP addresses by which engines reach the plugin host.</param>
    /// <param name="clock">The time; null: the system's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When the certificates expire.</returns>
    /// <exception cref="UserException">The folder's authority is broken, has expired, or is not to be read.</exception>
    public static async Task<DateTimeOffset> WriteCertificatesAsync(
        string folder, IReadOnlyList<string> names, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(names);
        var files = new CertificateFolder(Path.GetFullPath(folder));
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        PrivateFolder.Make(files.Path);
        using var authority = File.Exists(files.AuthorityKey) ? Load(files, now) : await CreateAsync(files, now, cancellationToken);
        using var host = authority.Sign("CN=plugin host", ServerUsage, names, now);
        using var client = authority.Sign("CN=plugin", ClientUsage, [], now);
        await WriteAsync(files.Host, files.HostKey, host, cancellationToken);
        await WriteAsync(files.Client, files.ClientKey, client, cancellationToken);
        return host.NotAfter;
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static CertificateAuthority Load(CertificateFolder files, DateTimeOffset now)
    {
        try
        {
            var (pem, key) = (CertificateFolder.Read(files.Authority), CertificateFolder.Read(files.AuthorityKey));
            var certificate = X509Certificate2.CreateFromPem(pem, key);
            if (certificate.NotAfter > now)
                return new CertificateAuthority(certificate);
            throw new UserException(
                $"The authority {files.Authority} has expired.", "Name a new folder, and build the plugins with it again.", "");
        }
        catch (CryptographicException e)
        {
            throw new UserException(
                $"The authority {files.Authority} and its key are not a pair in PEM: {e.Message}", "Name a new folder.", "", e);
        }
    }

    private static async Task<CertificateAuthority> CreateAsync(
        CertificateFolder files, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=plugin host authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var certificate = request.CreateSelfSigned(now - Backdating, now + AuthorityLifetime);
        await WriteAsync(files.Authority, files.AuthorityKey, certificate, cancellationToken);
        return new CertificateAuthority(certificate);
    }

    private X509Certificate2 Sign(string subject, Oid usage, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (names.Count > 0)
            request.CertificateExtensions.Add(AlternativeNames(names));
        var end = now + Lifetime < _certificate.NotAfter ? now + Lifetime : _certificate.NotAfter;
        var start = now - Backdating > _certificate.NotBefore ? now - Backdating : _certificate.NotBefore;
        using var certificate = request.Create(_certificate, start, end, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }

        return builder.Build();
    }

    private static async Task WriteAsync(string path, string keyPath, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        await DurableFile.WritePrivateAsync(keyPath, Encoding.ASCII.GetBytes($"{key.ExportPkcs8PrivateKeyPem()}\n"), cancellationToken);
        await DurableFile.WritePrivateAsync(path, Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n"), cancellationToken);
    }
}
