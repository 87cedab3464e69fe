using System.Security.Cryptography;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>The sessions of all clients, by the cookies that name them.</summary>
internal sealed class Sessions(TimeProvider clock)
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    // Anybody may start one.
    internal const int MaxCount = 1000;

    private const int CookieBytes = 32;

    private readonly Lock _changing = new();
    private readonly Dictionary<string, Session> _sessions = [];

    /// <returns>The cookie of a new session.</returns>
    internal string Start(bool isLoggedIn)
    {
        var cookie = Convert.ToHexString(RandomNumberGenerator.GetBytes(CookieBytes));
        lock (_changing)
        {
            foreach (var (old, _) in _sessions.Where(session => IsOver(session.Value)).ToList())
                _sessions.Remove(old);
            // The oldest session without a login goes first, so that such sessions never push out one with a login.
            if (_sessions.Count >= MaxCount)
                _sessions.Remove(
                    _sessions.OrderBy(session => session.Value.IsLoggedIn).ThenBy(session => session.Value.UsedAt).First().Key);
            _sessions[cookie] = new Session(isLoggedIn, clock.GetUtcNow());
        }

        return cookie;
    }

    /// <summary>The session of a cookie, which continues from now; null when there is none.</summary>
    internal Session? Use(string? cookie)
    {
        lock (_changing)
        {
            if (cookie is null || !_sessions.TryGetValue(cookie, out var session) || IsOver(session))
                return null;
            return _sessions[cookie] = session with { UsedAt = clock.GetUtcNow() };
        }
    }

    internal void End(string cookie)
    {
        lock (_changing)
            _sessions.Remove(cookie);
    }

    private bool IsOver(Session session) => session.UsedAt + Lifetime <= clock.GetUtcNow();
}
