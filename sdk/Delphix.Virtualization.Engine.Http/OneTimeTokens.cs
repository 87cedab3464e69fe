using System.Collections.Concurrent;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>Tokens that stand for a value, expire, and work once.</summary>
internal sealed class OneTimeTokens<T>(TimeProvider clock)
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (T Value, DateTimeOffset ExpiresAt)> _tokens = new();

    internal string Issue(T value)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, _) in _tokens.Where(token => token.Value.ExpiresAt <= now))
            _tokens.TryRemove(old, out _);
        // Random numbers of the kernel's.
        var token = Guid.NewGuid().ToString();
        _tokens[token] = (value, now + Lifetime);
        return token;
    }

    /// <returns>Whether the token was valid. It is used up now.</returns>
    internal bool TryRedeem(string token, out T? value)
    {
        var isGood = _tokens.TryRemove(token, out var known) && known.ExpiresAt > clock.GetUtcNow();
        value = isGood ? known.Value : default;
        return isGood;
    }
}
