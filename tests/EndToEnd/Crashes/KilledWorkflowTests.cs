using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>Whatever the engine was doing when it was killed: the next engine undoes it or ends it, and nothing is left.</summary>
public sealed class KilledWorkflowTests(KillWorld world) : IClassFixture<KillWorld>
{
    // From then on every step of every workflow is among them.
    private const int ManyKills = 200;

    private static readonly IReadOnlyList<Type> Workflows =
    [
        .. typeof(Workflow).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Workflow)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Names => [.. Workflows.Select(type => type.Name)];

    [EngineTheory]
    [MemberData(nameof(Names))]
    public async Task Workflow_that_is_killed_is_undone_or_completed_by_the_next_engine_and_can_be_run_again(string name)
    {
        var index = Workflows.ToList().FindIndex(type => type.Name == name);
        KillableWorkflow.All.Should().ContainKey(Workflows[index], "each workflow of the engine has a kill test");
        var share = ((Soak.Kills * (index + 1)) / Workflows.Count) - (Soak.Kills * index / Workflows.Count);

        var (steps, killed) = await world.SufferAsync(KillableWorkflow.All[Workflows[index]], Kills);

        if (Soak.Kill is null && Soak.Kills >= ManyKills)
        {
            killed.Should().BeEquivalentTo(
                Enumerable.Range(0, steps.Count + 2),
                "it is killed in each of its steps, before the first, and after the last: {0}",
                string.Join(", ", steps));
        }

        IEnumerable<Kill> Kills(IReadOnlyList<string> steps) => Soak.Kill is { } only
            ? [Kill.Parse(only)]
            : Kill.Random(new Random(Soak.Seed + index), steps.Count)
                .Take(Math.Max(share, Soak.Kills >= ManyKills ? steps.Count + 2 : 1));
    }
}
