using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>When a build of a plugin may take the place of another.</summary>
internal static class UpgradeRules
{
    /// <summary>Checks what can be checked before any data is looked at.</summary>
    /// <exception cref="UserException">It may not.</exception>
    internal static void Require(Artifact installed, Artifact next)
    {
        if (next.BuildNumber < installed.BuildNumber)
        {
            throw new UserException(
                $"The plugin '{installed.Name}' is installed in build {installed.BuildNumber}, and build {next.BuildNumber} is earlier: "
                + "data is never taken back to an earlier form.",
                "Give the plugin a higher buildNumber and build it again.",
                "");
        }

        if (next.Strategy != installed.Strategy)
        {
            throw new UserException(
                $"The installed build of '{installed.Name}' is {installed.Strategy}, and build {next.BuildNumber} is {next.Strategy}.",
                "Make it a plugin of its own, with another id.",
                "");
        }

        var lacking = installed.MigrationIds.Except(next.MigrationIds).ToList();
        if (lacking.Count > 0)
        {
            throw new UserException(
                $"Build {next.BuildNumber} of '{next.Name}' lacks data migrations of the installed build {installed.BuildNumber}: "
                + $"{string.Join(", ", lacking)}.",
                "Put them back and build again: a migration that was released stays for ever, as other engines may still need it.",
                "");
        }
    }
}
