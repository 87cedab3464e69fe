using System.CommandLine;
using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Tools.Commands;

namespace Delphix.Virtualization.Tools.Remote;

/// <summary>
/// The options that say who talks to which engine. What is not said comes from the environment, from <c>~/.dvp/config</c>, or is asked for.
/// </summary>
internal sealed class LoginOptions
{
    private readonly Option<string?> _engine = new("--engine", "-e", "--delphix-engine")
    {
        Description = "The engine's host name, IP address or URL; https, unless the URL says http or the engine is on this machine "
            + "[default: $DVP_ENGINE, else ~/.dvp/config]",
        HelpName = "ENGINE",
    };

    private readonly Option<string?> _user =
        new("--user", "-u") { Description = "The engine's user [default: $DVP_USER, else ~/.dvp/config]", HelpName = "USER" };

    private readonly Option<string?> _password = new("--password")
    {
        Description = "The user's password, which all users of this machine can see here. Better leave out its value: then it is asked "
            + "for, or read from stdin [default: $DVP_PASSWORD, else ~/.dvp/config]",
        HelpName = "PASSWORD",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal void AddTo(Command command)
    {
        command.Add(_engine);
        command.Add(_user);
        command.Add(_password);
    }

    /// <exception cref="UserException">Something is missing, or not as it must be.</exception>
    internal async Task<EngineLogin> ReadAsync(CommandContext context)
    {
        var defaults = await LoginDefaults.ReadAsync(LoginDefaults.DefaultPath, context.CancellationToken);
        if (defaults.IsExposed)
            context.Note(
                $"Other users of this machine can read the password in {LoginDefaults.DefaultPath}. Change that: chmod 600 "
                    + $"{LoginDefaults.DefaultPath}");
        var engine = EngineAddress.Parse(
            context.Of(_engine) ?? OfEnvironment("DVP_ENGINE") ?? defaults.Engine ?? throw Missing("engine", "--engine", "DVP_ENGINE"));
        var user = context.Of(_user) ?? OfEnvironment("DVP_USER") ?? defaults.User ?? throw Missing("user", "--user", "DVP_USER");
        if (engine is { Scheme: "http", IsLoopback: false })
            context.Note($"The password goes to {EngineAddress.NameOf(engine)} unencrypted.");
        var password = context.Has(_password) ? context.Of(_password) : OfEnvironment("DVP_PASSWORD") ?? defaults.Password;
        return new EngineLogin(engine, user, password ?? await context.AskAsync($"password of {user}", "--password"));
    }

    private static string? OfEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static UserException Missing(string what, string option, string variable) =>
        new(
            $"Nothing says which {what}.",
            $"Name it with {option}, in the variable {variable}, or in the section [default] of ~/.dvp/config: {what} = …", "");
}
