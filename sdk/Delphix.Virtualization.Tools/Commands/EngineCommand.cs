using System.CommandLine;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Http;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp engine</c></summary>
internal static class EngineCommand
{
    private const string PasswordVariable = "DVP_ADMIN_PASSWORD";

    internal static DvpCommand Create() => new(
        "engine",
        "Runs the local engine as a server, and restores damaged documents of its directory.",
        "dvp engine serve",
        "dvp engine restore DSOURCE-1")
    {
        Serve(),
        Restore(),
    };

    private static DvpCommand Serve()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen: http://, an IP address of this machine, and a port (0: any); semicolons between several",
            HelpName = "URLS",
            DefaultValueFactory = _ => ServerAddress.Default,
        };
        return new DvpCommand(
            "serve",
            "Serves the platform's HTTP API until Ctrl-C, so that dvp upload and other clients of the platform can upload plugins to the "
                + "local engine and download their logs. "
            + $"The user is {AdminPassword.User}; the password is that of the variable {PasswordVariable}, or is made up and shown at the "
            + "first start.",
            "dvp engine serve",
            "dvp engine serve --urls http://127.0.0.1:8282") { urls }
            .Runs(context => ServeAsync(context, context.Of(urls)));
    }

    private static DvpCommand Restore()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "The reference of the object or job, for example DSOURCE-1" };
        return new DvpCommand(
            "restore",
            "Puts the last good copy of a damaged document of the engine directory in its place. "
            + "The damaged document is kept in the folder damaged.",
            "dvp engine restore DSOURCE-1") { reference }
            .Runs(async context =>
            {
                var restored = context.Of(reference);
                var engine = await context.EngineAsync();
                await engine.RestoreAsync(restored, context.CancellationToken);
                context.Show(() => new JsonObject { ["reference"] = restored }, () => $"Restored {restored} from its last good copy.");
            });
    }

    private static async Task ServeAsync(CommandContext context, string urls)
    {
        var endPoints = ServerAddress.Parse(urls);
        var engine = await context.EngineAsync();
        string? generated = null;
        var password = TakeVariable() is { } chosen
            ? AdminPassword.Of(chosen)
            : await AdminPassword.LoadAsync(engine.Directory, context.CancellationToken) ?? AdminPassword.Generate(out generated);
        using (password)
        {
            await using var server = await EngineServer.StartAsync(
                engine, endPoints, password, context.Note, cancellationToken: context.CancellationToken);
            // Saved only once the server listens. If it fails before that, the password would be stored and never shown.
            if (generated is not null)
                await password.SaveAsync(engine.Directory, context.CancellationToken);
            Show(context, server, generated);
            using var interrupted = new SemaphoreSlim(0);
            using var registration = context.CancellationToken.Register(() => interrupted.Release());
            // Ctrl-C is the normal way to end a server: no error.
            await interrupted.WaitAsync(CancellationToken.None);
            context.Note("Interrupted: the engine stops, and undoes uploads under way. Ctrl-C again ends dvp at once.");
        }
    }

    private static void Show(CommandContext context, EngineServer server, string? generated)
    {
        var addresses = server.Addresses.Select(address => address.ToString().TrimEnd('/')).ToList();
        if (generated is not null && !context.IsJson)
            context.Terminal.Error.WriteLine($"The password of {AdminPassword.User} is {generated} : it is shown this once only.");
        context.Show(
            () => new JsonObject
            {
                ["urls"] = new JsonArray([.. addresses.Select(address => JsonValue.Create(address))]),
                ["user"] = AdminPassword.User,
                ["generatedPassword"] = generated,
            },
            () => $"The engine of {server.Directory.Root} listens at {string.Join(", ", addresses)}. Ctrl-C ends it.");
    }

    // Removed from the environment, so that programs which the engine starts do not inherit the password.
    private static string? TakeVariable()
    {
        var value = Environment.GetEnvironmentVariable(PasswordVariable);
        Environment.SetEnvironmentVariable(PasswordVariable, null);
        return value is { Length: > 0 } ? value : null;
    }
}
