using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp conformance</c></summary>
internal static class ConformanceCommand
{
    internal static DvpCommand Create()
    {
        var artifact = new Argument<string>("ARTIFACT") { Description = "The artifact file that dvp build wrote" };
        return new DvpCommand(
            "conformance",
            "Checks a plugin against the rules of the platform: calls its operations with values made from its schemas. It reaches no "
                + "host.",
            "dvp conformance artifact.json")
        {
            artifact,
        }.Runs(async context =>
        {
            var read = await Artifact.ReadAsync(context.Of(artifact), context.CancellationToken);
            var faults = await ConformanceSuite.CheckAsync(read, context.CancellationToken);
            context.Show(() => ToJson(read, faults), () => ToText(read, faults));
            var broken = faults.DistinctBy(fault => fault.Rule).Count();
            if (broken > 0)
                throw new UserException(
                    $"The plugin '{read.Name}' breaks {HumanText.Count(broken, "rule")} of the platform.",
                    "Correct the operations that are named above, then check again.",
                    "");
        });
    }

    private static string ToText(Artifact artifact, IReadOnlyList<ConformanceFault> faults)
    {
        var text = new StringBuilder();
        foreach (var rule in ConformanceRule.All)
        {
            var broken = faults.Where(fault => fault.Rule == rule).ToList();
            text.AppendLine($"{(broken.Count == 0 ? "passed" : "FAILED")}  {rule.Name,-15}  {rule.Text}");
            foreach (var fault in broken)
                text.AppendLine($"          {Terminal.Line($"{fault.Operation}: {fault.Evidence}")}");
            if (broken.Count > 0)
                text.AppendLine($"          See {rule.Source}.");
        }

        if (faults.Count == 0)
            text.AppendLine($"The plugin '{artifact.Name}' keeps all {ConformanceRule.All.Count} rules.");
        return text.ToString().TrimEnd();
    }

    private static JsonObject ToJson(Artifact artifact, IReadOnlyList<ConformanceFault> faults) => new()
    {
        ["name"] = artifact.Name,
        ["pluginId"] = artifact.Id,
        ["buildNumber"] = artifact.BuildNumber.ToString(),
        ["rules"] = new JsonArray([.. ConformanceRule.All.Select(rule => new JsonObject
        {
            ["name"] = rule.Name,
            ["text"] = rule.Text,
            ["source"] = rule.Source,
            ["faults"] = new JsonArray([.. faults.Where(fault => fault.Rule == rule).Select(fault => new JsonObject
            {
                ["operation"] = fault.Operation,
                ["evidence"] = fault.Evidence,
            })]),
        })]),
    };
}
