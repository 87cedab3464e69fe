using System.CommandLine;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>Arguments and options that several commands have, each made anew for every command.</summary>
internal static class CommonArguments
{
    /// <summary>An object that exists.</summary>
    internal static Argument<string> Existing(string noun) => new("NAME") { Description = $"The {noun}'s name or reference" };

    /// <summary>An object that is made.</summary>
    internal static Argument<string> New(string noun) => new("NAME") { Description = $"The new {noun}'s name" };

    internal static Option<string> Environment(string description = "The environment's name or reference") =>
        new("--environment") { Description = description, HelpName = "ENVIRONMENT", Required = true };

    /// <summary>An option that is there or not; a word after it is never its value.</summary>
    internal static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Restricts a list.</summary>
    internal static Option<string?> OfEnvironment() =>
        new("--environment") { Description = "Only those of this environment, by name or reference", HelpName = "ENVIRONMENT" };

    internal static Option<string> PluginConfig(string description = "The plugin's config file") =>
        new("--plugin-config", "-c") { Description = description, HelpName = "FILE", DefaultValueFactory = _ => "plugin_config.yml" };

    internal static Option<string> Artifact(string description) =>
        new("--upload-artifact", "-a") { Description = description, HelpName = "FILE", DefaultValueFactory = _ => "artifact.json" };

    internal static Option<string?> Certificates() => new("--certificates")
    {
        Description = "The folder that dvp plugin-host certificates has made",
        HelpName = "FOLDER",
    };

    internal static Option<string?> Repository() =>
        new("--repository")
        {
            Description = "The name or reference of the environment's repository; needed only where several fit",
            HelpName = "REPOSITORY",
        };
}
