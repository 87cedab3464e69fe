using System.Globalization;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>Users of the engine's own machine.</summary>
internal static class LocalUser
{
    /// <summary>
    /// The ids of a user and of the user's group; null when there is no such user. They are numbers without a sign, here in the bits of an
    /// int, as libc takes them.
    /// </summary>
    internal static async Task<(int User, int Group)?> TryFindAsync(string name, CancellationToken cancellationToken)
    {
        return await IdAsync("-u") is { } user && await IdAsync("-g") is { } group ? (user, group) : null;

        async Task<int?> IdAsync(string kind)
        {
            var found = await Tool.TryRunAsync("id", [kind, "--", name], cancellationToken);
            return found.ExitCode == 0 ? unchecked((int)uint.Parse(found.Text.Trim(), CultureInfo.InvariantCulture)) : null;
        }
    }
}
