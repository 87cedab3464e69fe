using System.Globalization;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>When in a step.</summary>
internal enum Instant
{
    /// <summary>When the step is on record, and nothing of it is done. Before the first step: when the job is not on record.</summary>
    Begun,

    /// <summary>At a random time after that.</summary>
    Within,

    /// <summary>When all of it is done, and not on record.</summary>
    Done,
}

/// <summary>What is killed.</summary>
internal enum Victim
{
    /// <summary>The engine's process.</summary>
    Process,

    /// <summary>Its process group.</summary>
    Group,

    /// <summary>The process, and all that it started.</summary>
    Tree,
}

/// <summary>One way to kill a workflow.</summary>
/// <param name="Step">The step's number: 0 before the first one, and one more than there are once the job has succeeded.</param>
/// <param name="Instant">When in it.</param>
/// <param name="Fraction">For a random time, how much of the step's usual time has passed.</param>
/// <param name="Victim">What is killed.</param>
internal sealed record Kill(int Step, Instant Instant, double Fraction, Victim Victim)
{
    /// <summary>Kills for a number of steps, and for before and after them, without end. Each comes once before any comes again.</summary>
    public static IEnumerable<Kill> Random(Random random, int steps)
    {
        while (true)
        {
            var order = Enumerable.Range(0, steps + 2).ToArray();
            random.Shuffle(order);
            foreach (var step in order)
                yield return new Kill(step, Pick<Instant>(random), Math.Round(random.NextDouble(), 2), Pick<Victim>(random));
        }
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Kill Parse(string text)
    {
        var parts = text.Split('/');
        return new Kill(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            Enum.Parse<Instant>(parts[1]),
            double.Parse(parts[2], CultureInfo.InvariantCulture),
            Enum.Parse<Victim>(parts[3]));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Step}/{Instant}/{Fraction}/{Victim}");

    /// <summary>Kills a program that leads its process group.</summary>
    public void Execute(int processId)
    {
        switch (Victim)
        {
            case Victim.Process:
                LinuxCalls.Kill(processId);
                break;
            case Victim.Group:
                LinuxCalls.Kill(-processId);
                break;
            default:
                foreach (var id in WithDescendants(processId))
                    LinuxCalls.Kill(id);
                break;
        }
    }

    private static List<int> WithDescendants(int processId)
    {
        var children = RunningProcess.All().ToLookup(process => process.Parent, process => process.Id);
        var tree = new List<int> { processId };
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(children[tree[i]]);
        return tree;
    }

    private static T Pick<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
}
