using System.Security.Cryptography;
using System.Text.Json;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>The password of the user <c>admin</c>, of which only a salted hash is kept.</summary>
public sealed class AdminPassword : IDisposable
{
    /// <summary>The only user.</summary>
    public const string User = "admin";

    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int Iterations = 210_000;

    // No letter or digit that is easily taken for another.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int GeneratedLength = 20;

    private readonly Stored _stored;

    // One at a time, so that guesses do not take all processors.
    private readonly SemaphoreSlim _turn = new(1);

    private AdminPassword(Stored stored) => _stored = stored;

    /// <summary>A password that somebody chose. It is kept nowhere.</summary>
    public static AdminPassword Of(string password) => Of(password, Iterations);

    internal static AdminPassword Of(string password, int iterations)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new AdminPassword(new Stored(salt, iterations, Hash(password, salt, iterations)));
    }

    /// <summary>Makes up a password.</summary>
    /// <param name="text">The password, which nobody can tell later.</param>
    public static AdminPassword Generate(out string text) => Of(text = RandomNumberGenerator.GetString(Letters, GeneratedLength));

    /// <summary>The password of an engine directory; null when it has none yet.</summary>
    /// <exception cref="UserException">The file is damaged.</exception>
    public static async Task<AdminPassword?> LoadAsync(EngineDirectory directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return File.Exists(directory.AdminPassword) ? new AdminPassword(await ReadAsync(directory.AdminPassword, cancellationToken)) : null;
    }

    /// <summary>Keeps the hash in an engine directory, in a file that only its owner can read.</summary>
    public async Task SaveAsync(EngineDirectory directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        PrivateFolder.Make(directory.Root);
        var document = JsonSerializer.SerializeToUtf8Bytes(_stored);
        await DurableFile.WritePrivateAsync(directory.AdminPassword, document, cancellationToken);
    }

    internal async Task<bool> IsAsync(string text, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return CryptographicOperations.FixedTimeEquals(Hash(text, _stored.Salt, _stored.Iterations), _stored.Hash);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static async Task<Stored> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Stored>(await File.ReadAllBytesAsync(path, cancellationToken));
            if (read is { Salt.Length: SaltBytes, Hash.Length: HashBytes, Iterations: > 0 } stored)
                return stored;
        }
        catch (JsonException e)
        {
            throw Damaged(path, e);
        }

        throw Damaged(path, null);
    }

    private static UserException Damaged(string path, Exception? cause) =>
        new(
            $"The password file {path} is damaged.",
            "Delete it: the next start makes up a new password. Or set DVP_ADMIN_PASSWORD.",
            "",
            cause);

    private static byte[] Hash(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashBytes);

    private sealed record Stored(byte[] Salt, int Iterations, byte[] Hash);
}
