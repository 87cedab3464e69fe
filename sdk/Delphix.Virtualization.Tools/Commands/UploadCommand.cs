using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Remote;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp upload</c></summary>
internal static class UploadCommand
{
    internal static DvpCommand Create()
    {
        var login = new LoginOptions();
        var path = CommonArguments.Artifact("The artifact file that dvp build wrote");
        var wait = CommonArguments.Flag("--wait", "Wait until the plugin is installed or upgraded, and show how that goes");
        var command = new DvpCommand(
            "upload",
            "Uploads a plugin's artifact to an engine, which installs or upgrades the plugin.",
            "dvp upload -e engine.example.com -u admin -a artifact.json --wait",
            "dvp upload -e http://127.0.0.1:8282 -u admin")
        {
            path, wait,
        };
        login.AddTo(command);
        return command.Runs(
            async context => await UploadAsync(
                context, context.Of(path), await ReadAsync(context, context.Of(path)), await login.ReadAsync(context), context.Of(wait)));
    }

    // Looked at here first: a file that is no artifact need not be sent, and nobody is asked for a password in vain.
    private static Task<Artifact> ReadAsync(CommandContext context, string path) =>
        ArtifactReader.ReadForUploadAsync(path, context.CancellationToken);

    private static async Task UploadAsync(CommandContext context, string path, Artifact artifact, EngineLogin login, bool wait)
    {
        var upload = await context.RunAsync("Upload", async advance =>
        {
            using var client = new EngineClient(login.Engine);
            advance($"Log in at {login.EngineName} as {login.User}", 0);
            await client.LoginAsync((JsonObject)artifact.Json["engineApi"]!, login.User, login.Password, context.CancellationToken);
            var size = new FileInfo(path).Length;
            var sending = $"Upload {Path.GetFileName(path)} ({ByteSize.Format(size)})";
            advance(sending, 0);
            var upload = await client.UploadAsync(path, sent => advance(sending, (double)sent / size), context.CancellationToken);
            if (wait)
            {
                var waiting = $"Wait for {upload.Job ?? upload.Action}";
                advance(waiting, 0);
                await new UploadRun(client, upload, TimeProvider.System)
                    .WaitAsync(context.Note, part => advance(waiting, part), context.CancellationToken);
            }

            return upload;
        });
        context.Show(
            () => new JsonObject
            {
                ["name"] = artifact.Name,
                ["pluginId"] = artifact.Id,
                ["buildNumber"] = artifact.BuildNumber.ToString(),
                ["engine"] = login.EngineName,
                ["action"] = upload.Action,
                ["job"] = upload.Job,
                ["state"] = wait ? "COMPLETED" : "RUNNING",
            },
            () => wait
                ? $"Plugin '{artifact.Name}', build {artifact.BuildNumber}, is installed at {login.EngineName}."
                : $"Plugin '{artifact.Name}', build {artifact.BuildNumber}, is uploaded to {login.EngineName}, which makes use of it now "
                    + $"({Terminal.Line(upload.Job ?? upload.Action)}). To see how that goes, upload with --wait.");
    }
}
