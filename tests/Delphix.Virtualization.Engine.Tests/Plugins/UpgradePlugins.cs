using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Engine.Tests.Plugins;

/// <summary>Builds of one plugin that differ in their schemas and data migrations.</summary>
public static class UpgradePlugins
{
    internal const string Id = "3e0b5b3a-0d52-4d7c-8a54-3f1f0e7f6d10";

    public static Plugin First { get; } = new();

    public static Plugin Second { get; } = new Plugin().AddOperations<SecondMigrations>();

    public static Plugin Slow { get; } = new Plugin().AddOperations<SlowMigration>();

    public static Plugin Third { get; } = new Plugin().AddOperations<SecondMigrations>().AddOperations<ThirdMigrations>();

    public static Plugin Throwing { get; } = new Plugin().AddOperations<ThrowingMigration>();

    public static Plugin FailingLate { get; } = new Plugin().AddOperations<SecondMigrations>().AddOperations<LateMigration>();

    public static Plugin ReturningNull { get; } = new Plugin().AddOperations<NullMigration>();

    public static Plugin Useless { get; } = new Plugin().AddOperations<UselessMigration>();

    public static Plugin Merging { get; } = new Plugin().AddOperations<MergingMigrations>();

    public static Plugin Endless { get; } = new Plugin().AddOperations<EndlessMigration>();

    private static string FirstSchema => Schema("\"password\": { \"type\": \"string\", \"format\": \"password\" }", "password");

    // What was called password is called secret, and everything has a level.
    private static string SecondSchema =>
        Schema("\"secret\": { \"type\": \"string\", \"format\": \"password\" }, \"level\": { \"type\": \"integer\" }", "secret", "level");

    /// <summary>Writes the artifact of a build.</summary>
    /// <param name="path">The artifact file.</param>
    /// <param name="build">The build number.</param>
    /// <param name="member">The property above that is the plugin.</param>
    /// <param name="strategy">How the plugin ingests.</param>
    /// <returns>The artifact file.</returns>
    internal static Task<string> WriteAsync(string path, string build, string member, PluginStrategy strategy = PluginStrategy.Staged) =>
        AssemblyArtifact.WriteAsync(
            path, Id, "Levels", build, member == nameof(First) ? FirstSchema : SecondSchema, typeof(UpgradePlugins), member, strategy);

    private static string Schema(string properties, params string[] required)
    {
        var names = string.Join(", ", required.Append("name").Select(name => $"\"{name}\""));
        var definition = $$"""{ "type": "object", "additionalProperties": false, "required": [{{names}}],"""
            + $$""" "properties": { "name": { "type": "string" }, {{properties}} }""";
        var identified = $$"""{{definition}}, "nameField": "name", "identityFields": ["name"] }""";
        return $$"""
            {
              "repositoryDefinition": {{identified}},
              "sourceConfigDefinition": {{identified}},
              "linkedSourceDefinition": {{definition}} },
              "virtualSourceDefinition": {{definition}} },
              "snapshotDefinition": {{definition}} },
              "snapshotParametersDefinition": { "type": "object" }
            }
            """;
    }

    private static JsonObject Upgrade(JsonObject old) =>
        new() { ["name"] = $"new {old["name"]}", ["secret"] = old["password"]!.DeepClone(), ["level"] = 2 };

    public sealed class SecondMigrations
    {
        [Upgrade.Repository("2.1")]
        public static JsonObject Repository(JsonObject oldRepository) => Upgrade(oldRepository);

        [Upgrade.SourceConfig("2.2")]
        public static JsonObject SourceConfig(JsonObject oldSourceConfig) => Upgrade(oldSourceConfig);

        [Upgrade.LinkedSource("2.3")]
        public static JsonObject LinkedSource(JsonObject oldLinkedSource) => Upgrade(oldLinkedSource);

        [Upgrade.VirtualSource("2.4")]
        public static JsonObject VirtualSource(JsonObject oldVirtualSource) => Upgrade(oldVirtualSource);

        [Upgrade.Snapshot("2.5")]
        public static JsonObject Snapshot(JsonObject oldSnapshot) => Upgrade(oldSnapshot);
    }

    public sealed class ThirdMigrations
    {
        // The later one comes first in the text: the ids give the order.
        [Upgrade.Snapshot("3.10")]
        public static JsonObject TimesTen(JsonObject oldSnapshot) => With(oldSnapshot, oldSnapshot["level"]!.GetValue<int>() * 10);

        [Upgrade.Snapshot("3.2")]
        public static JsonObject PlusOne(JsonObject oldSnapshot) => With(oldSnapshot, oldSnapshot["level"]!.GetValue<int>() + 1);

        private static JsonObject With(JsonObject snapshot, int level)
        {
            snapshot["level"] = level;
            return snapshot;
        }
    }

    public sealed class ThrowingMigration
    {
        [Upgrade.Repository("2")]
        public static JsonObject Throw(JsonObject oldRepository) =>
            throw new UserException($"No way to keep {oldRepository["password"]}.", "Ask the author.", "");
    }

    public sealed class LateMigration
    {
        // The last one that runs: all other objects are in their new form.
        [Upgrade.Snapshot("2.6")]
        public static JsonObject Throw(JsonObject oldSnapshot) =>
            oldSnapshot["name"]!.GetValue<string>() == "new copy"
                ? throw new UserException("No way to keep new copy.", "Ask the author.", "")
                : oldSnapshot;
    }

    public sealed class NullMigration
    {
        [Upgrade.Repository("2")]
        public static JsonObject Null(JsonObject oldRepository) => null!;
    }

    public sealed class UselessMigration
    {
        [Upgrade.Repository("2")]
        public static JsonObject Keep(JsonObject oldRepository) => oldRepository;
    }

    public sealed class MergingMigrations
    {
        [Upgrade.Repository("2")]
        public static JsonObject Merge(JsonObject oldRepository) => new() { ["name"] = "all", ["secret"] = "", ["level"] = 1 };
    }

    public sealed class SlowMigration
    {
        // Until the test lets it continue; with the password as a part of the name.
        [Upgrade.Repository("2")]
        public static JsonObject Wait(JsonObject oldRepository)
        {
            while (!File.Exists(oldRepository["name"]!.GetValue<string>()))
                Thread.Sleep(10);
            return new() { ["name"] = $"{oldRepository["name"]} {oldRepository["password"]}", ["secret"] = "", ["level"] = 1 };
        }
    }

    public sealed class EndlessMigration
    {
        // Until the test ends, which puts a file there.
        [Upgrade.Repository("2")]
        public static JsonObject Wait(JsonObject oldRepository)
        {
            while (!File.Exists(oldRepository["name"]!.GetValue<string>()))
                Thread.Sleep(10);
            return oldRepository;
        }
    }
}
