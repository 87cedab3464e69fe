using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>What the commands of dSources and of VDBs have in common.</summary>
internal static class DatasetCommands
{
    /// <summary>A command that changes a dataset and takes nothing but its name.</summary>
    /// <param name="verb">The command's name.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <param name="example">A command line.</param>
    /// <param name="noun">What users call a dataset of the kind.</param>
    /// <param name="workflow">The workflow for a name.</param>
    /// <param name="outcome">What holds of the dataset then, to follow its name.</param>
    internal static DvpCommand Change<T>(
        string verb, string description, string example, string noun, Func<string, Workflow> workflow, Func<T, string> outcome)
        where T : DatasetObject
    {
        var name = CommonArguments.Existing(noun);
        return new DvpCommand(verb, description, example) { name }
            .Runs(
                context => context.RunAsync<T>(workflow(context.Of(name)), (dataset, _) => $"{noun} '{dataset.Name}' {outcome(dataset)}."));
    }

    /// <summary>A command that changes a dataset's parameters.</summary>
    internal static DvpCommand Update<T>(
        string description, string example, string noun, string definition, Func<string, JsonObject, Workflow> workflow)
        where T : DatasetObject
    {
        var name = CommonArguments.Existing(noun);
        var changes = ParameterOption.Create(definition);
        changes.Description += "; NAME:=null takes one away";
        changes.Required = true;
        return new DvpCommand("update", description, example) { name, changes }
            .Runs(async context => await context.RunAsync<T>(
                workflow(context.Of(name), await context.ParametersAsync(changes)),
                (dataset, _) => $"{noun} '{dataset.Name}' is updated."));
    }

    /// <summary>A command that deletes a dataset.</summary>
    internal static DvpCommand Delete(string description, string example, string noun, Func<string, bool, Workflow> workflow)
    {
        var name = CommonArguments.Existing(noun);
        var force = CommonArguments.Flag(
            "--force",
            "Continue when the plugin fails or cannot be loaded; the job's events say what failed, and what it left on the host stays"
                + " there");
        return new DvpCommand("delete", description, example) { name, force }
            .Runs(context => context.RunAsync(workflow(context.Of(name), context.Of(force)), job => $"{noun} '{job.Target}' is deleted."));
    }

    /// <summary>A command that asks the plugin for the state of a dataset.</summary>
    internal static DvpCommand Status<T>(string example, string noun, Func<LocalEngine, T, CancellationToken, Task<DatasetHealth>> inspect)
        where T : DatasetObject
    {
        var name = CommonArguments.Existing(noun);
        return new DvpCommand("status", $"Asks the plugin for the state of a {noun}, and shows what is known of it.", example) { name }
            .Runs(async context =>
            {
                var dataset = await context.FindAsync<T>(context.Of(name));
                var health = await inspect(await context.EngineAsync(), dataset, context.CancellationToken);
                var unmounted = (await context.EngineAsync()).FindUnmounted(dataset);
                var index = await context.IndexAsync();
                var values = await context.ValuesAsync(index);
                context.Show(
                    () =>
                    {
                        var json = ObjectJson.Of(dataset, index, unmounted);
                        json["status"] = JsonOutput.State(health.Status);
                        json["sizeBytes"] = health.SizeBytes;
                        return json;
                    },
                    () => DatasetText.Details(dataset, health, unmounted, index, values, context.Terminal.TimeZone));
            });
    }

    /// <summary>Runs a workflow that takes a snapshot, and shows the snapshot.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="outcome">What is said before the snapshot.</param>
    internal static async Task TakeSnapshotAsync(CommandContext context, Workflow workflow, Func<Job, string> outcome)
    {
        var job = await context.RunAsync(workflow);
        var index = await context.IndexAsync();
        var snapshot = index.Find<SnapshotObject>(job.Snapshot)
            ?? throw new UserException(
                $"The snapshot that {job.Reference} took was deleted by another command in the meantime.",
                "See what happened: dvp job list", "");
        var values = await context.ValuesAsync(index);
        context.Show(() => ObjectJson.Of(snapshot, index), () => $"{outcome(job)} {SnapshotText.Of(snapshot, values)}.");
    }
}
