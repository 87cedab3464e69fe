using System.CommandLine;
using System.Globalization;
using System.Net;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp environment</c></summary>
internal static class EnvironmentCommand
{
    private const int DefaultPort = 22;

    internal static DvpCommand Create() => new(
        "environment", "Adds, refreshes, lists and removes the hosts that the engine may use.",
        "dvp environment add local --address localhost", "dvp environment refresh local")
    {
        Add(),
        Refresh(),
        List(),
        Remove(),
    };

    private static DvpCommand Add()
    {
        var name = CommonArguments.New("environment");
        var address = new Option<string>("--address")
        {
            Description = "Host name or IP address; localhost is the engine's own machine, without SSH",
            HelpName = "HOST",
            Required = true,
        };
        var user = new Option<string?>("--user")
        {
            Description = "The user to log in as; on localhost, the user whose scripts run there [default: the current user]",
            HelpName = "USER",
        };
        var port = Port();
        var identityFile = new Option<string?>("--identity-file")
        {
            Description = "The private key to log in with [default: what ssh offers by itself]",
            HelpName = "FILE",
        };
        var acceptNewHostKey = CommonArguments.Flag("--accept-new-host-key", "Accept and remember the key of a host that was never met");
        var allowSuid = CommonArguments.Flag(
            "--allow-suid-and-devices",
            "Let set-user-ID programs and device files of datasets have their usual power where they are mounted there");
        return new DvpCommand(
            "add",
            "Adds an environment and discovers what the installed plugins find there.",
            "dvp environment add local --address localhost",
            "dvp environment add source --address files.example.com --user delphix --identity-file ~/.ssh/id_ed25519 --accept-new-host-key")
        {
            name, address, user, port, identityFile, acceptNewHostKey, allowSuid,
        }.Runs(context => context.RunAsync<EnvironmentObject>(
            new EnvironmentAdd(context.Of(name), context.Of(address))
            {
                User = context.Of(user),
                Port = context.Of(port),
                IdentityFile = context.Of(identityFile),
                AcceptNewHostKey = context.Of(acceptNewHostKey),
                AllowSuidAndDevices = context.Of(allowSuid),
            },
            (environment, index) => $"Environment '{environment.Name}' is added: {Found(environment, index)}."));
    }

    private static Option<int> Port() => new("--port")
    {
        Description = "The port of the host's SSH server",
        HelpName = "PORT",
        DefaultValueFactory = _ => DefaultPort,
        CustomParser = result =>
        {
            if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                || port is <= IPEndPoint.MinPort or > IPEndPoint.MaxPort)
                result.AddError($"--port must be a number from 1 to {IPEndPoint.MaxPort}.");
            return port;
        },
    };

    private static DvpCommand Refresh()
    {
        var name = CommonArguments.Existing("environment");
        return new DvpCommand(
            "refresh", "Discovers anew what the installed plugins find in an environment.", "dvp environment refresh local")
        {
            name,
        }
            .Runs(context => context.RunAsync<EnvironmentObject>(
                new EnvironmentRefresh(context.Of(name)),
                (environment, index) => $"Environment '{environment.Name}' is refreshed: {Found(environment, index)}."));
    }

    private static DvpCommand List() =>
        new DvpCommand("list", "Lists the environments.", "dvp environment list", "dvp environment list --json")
        .Runs(async context =>
        {
            var index = await context.IndexAsync();
            context.ShowList(
                [.. index.All<EnvironmentObject>()],
                environment => ObjectJson.Of(environment, index),
                [
                    new("NAME", environment => environment.Name),
                    new("ADDRESS", environment => environment.Address),
                    new("USER", environment => environment.User),
                    new("PORT", environment => environment.IsLocal ? "-" : $"{environment.Port}", IsNumber: true),
                    new("REFERENCE", environment => environment.Reference),
                    new("ADDED", environment => HumanText.Time(environment.CreatedAt, context.Terminal.TimeZone)),
                ],
                "environment");
        });

    private static DvpCommand Remove()
    {
        var name = CommonArguments.Existing("environment");
        return new DvpCommand("remove", "Removes an environment that no dataset uses.", "dvp environment remove source") { name }
            .Runs(context => context.RunAsync(new EnvironmentRemove(context.Of(name)), job => $"Environment '{job.Target}' is removed."));
    }

    private static string Found(EnvironmentObject environment, CatalogIndex index)
    {
        var repositories = index.All<RepositoryObject>().Where(repository => repository.Environment == environment.Reference)
            .Select(repository => repository.Reference).ToHashSet();
        var configs = index.All<SourceConfigObject>().Count(config => repositories.Contains(config.Repository));
        var noun = repositories.Count == 1 ? "repository" : "repositories";
        return $"{repositories.Count} {noun}, {HumanText.Count(configs, "source config")}";
    }
}
