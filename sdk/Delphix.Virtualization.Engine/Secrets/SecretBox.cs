using System.Security.Cryptography;
using System.Text;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Secrets;

/// <summary>
/// Encrypts the secrets of an engine directory (AES-256-GCM), so that catalog and job records hold nothing that tells them. The key is a
/// file beside these, for the engine's user alone; it is made when the first secret comes.
/// </summary>
internal sealed class SecretBox(EngineDirectory directory)
{
    private const string Prefix = "encrypted:v1:";
    private const string PutBack =
        "Put the key file back from a backup of the engine directory. Without it, what has passwords cannot be used any more.";
    private const string PutBackOrMove =
        "Put the key file back from a backup of the engine directory. Without one, keep what has passwords in a new engine directory: "
            + "--engine-dir DIRECTORY";
    private const int KeyBytes = 32;

    private byte[]? _key;

    /// <summary>Whether a text is one that this class made.</summary>
    internal static bool IsEncrypted(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Encrypts a text. The same text gives another result each time; one that is encrypted already, even with another key, stays as it is.
    /// </summary>
    /// <exception cref="UserException">The key is gone, and something was encrypted with it.</exception>
    internal async Task<string> EncryptAsync(string text, CancellationToken cancellationToken)
    {
        var key = await MakeKeyAsync(cancellationToken);
        if (Sealed(text) is not null)
            return text;
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var (nonce, tag, cipher) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span);
        return Prefix + Convert.ToBase64String(sealedBytes);
    }

    /// <summary>The text that was encrypted; a text that is not encrypted, as it is.</summary>
    /// <exception cref="UserException">The key is not the one that it was encrypted with, or the text was changed.</exception>
    internal async Task<string> OpenAsync(string text, CancellationToken cancellationToken)
    {
        if (!IsEncrypted(text))
            return text;
        var key = await ReadKeyAsync(cancellationToken)
            ?? throw new UserException(
                $"The stored passwords cannot be read: the engine's key {directory.SecretKey} is gone.", PutBack, "");
        return TryDecrypt(key, text)
            ?? throw new UserException(
                $"A stored password cannot be read: it was changed, or {directory.SecretKey} is not the key that it was encrypted with.",
                PutBack,
                "");
    }

    // What was encrypted, if the text has the form of it.
    private static Memory<byte>? Sealed(string text)
    {
        var bytes = new byte[text.Length];
        return IsEncrypted(text)
            && Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), bytes, out var length)
            && length >= AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize
            ? bytes.AsMemory(0, length)
            : default(Memory<byte>?);
    }

    private static string? TryDecrypt(byte[] key, string encrypted)
    {
        if (Sealed(encrypted) is not { } sealedBytes)
            return null;
        var (nonce, tag, cipher) = Parts(sealedBytes);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key, tag.Length);
        try
        {
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(Memory<byte> sealedBytes)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        return (sealedBytes[..nonce], sealedBytes.Slice(nonce, tag), sealedBytes[(nonce + tag)..]);
    }

    private async Task<byte[]> MakeKeyAsync(CancellationToken cancellationToken)
    {
        if (await ReadKeyAsync(cancellationToken) is { } known)
            return known;
        // Two processes that both made one would not understand each other.
        using var exclusive = await FileLock.AcquireAsync(directory.Lock("secrets"), null, cancellationToken);
        if (await ReadKeyAsync(cancellationToken) is { } made)
            return made;
        if (await FindEncryptedAsync(cancellationToken) is { } document)
            throw new UserException(
                $"No password can be stored: the engine's key {directory.SecretKey} is gone, and {document} has one that was encrypted "
                    + "with it.",
                PutBackOrMove,
                "");
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        await DurableFile.WritePrivateAsync(directory.SecretKey, key, cancellationToken);
        return _key = key;
    }

    private async Task<byte[]?> ReadKeyAsync(CancellationToken cancellationToken)
    {
        if (_key is not null || !File.Exists(directory.SecretKey))
            return _key;
        var key = await LocalFile.ReadAllBytesAsync(directory.SecretKey, cancellationToken);
        return key.Length == KeyBytes
            ? _key = key
            : throw new UserException(
                $"The engine's key {directory.SecretKey} is damaged: it has {key.Length} bytes instead of {KeyBytes}.", PutBack, "");
    }

    // A document of the catalog that has a secret.
    private async Task<string?> FindEncryptedAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory.Catalogs))
            return null;
        foreach (var path in Directory.EnumerateFiles(directory.Catalogs, "*.json", SearchOption.AllDirectories))
        {
            try
            {
                if ((await LocalFile.ReadAllTextAsync(path, cancellationToken)).Contains(Prefix, StringComparison.Ordinal))
                    return path;
            }
            catch (FileNotFoundException)
            {
                // It was deleted meanwhile.
            }
        }

        return null;
    }
}
