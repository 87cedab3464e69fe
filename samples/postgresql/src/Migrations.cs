using System.Text.Json.Nodes;
using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Brings what earlier releases stored into the form of this one.</summary>
public sealed class Migrations(ILibs libs)
{
    /// <summary>Release 1.0.0 had a user name and a password of its own. Since 1.1.0 they are credentials of the platform.</summary>
    [Upgrade.LinkedSource("1.1")]
    public JsonObject UseCredentials(JsonObject oldLinkedSource)
    {
        var (username, password) = (oldLinkedSource["username"]!.GetValue<string>(), oldLinkedSource["password"]!.GetValue<string>());
        oldLinkedSource.Remove("username");
        oldLinkedSource.Remove("password");
        oldLinkedSource["credentials"] = libs.UpgradePassword(password, username);
        return oldLinkedSource;
    }
}
