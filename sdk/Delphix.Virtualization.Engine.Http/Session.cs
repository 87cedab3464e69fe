namespace Delphix.Virtualization.Engine.Http;

/// <summary>What a client that sends a cookie may do.</summary>
/// <param name="IsLoggedIn">Whether its user has logged in.</param>
/// <param name="UsedAt">When its cookie was last sent.</param>
internal sealed record Session(bool IsLoggedIn, DateTimeOffset UsedAt);
