using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// The processes that descend from one process, found in /proc by parent, by session and by a variable in their environment.
/// </summary>
internal static class ProcessTree
{
    /// <summary>Null when there is no such process, or only a zombie of it.</summary>
    public static ProcessIdentity? Identify(int id)
    {
        if (TryReadFile(id, "stat") is not { } text)
            return null;
        // The name in parentheses may hold anything; the fields behind it count from 3: state, parent, group, session, ... start time is
        // 22.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X"
            ? null
            : new ProcessIdentity(
                id,
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[3], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Ends <paramref name="root"/> (null when it was already gone) and every process that descends from it, is in a session that one of
    /// them leads or led, or has <paramref name="mark"/> in its environment, until none is left. Those whose parent ended first are still
    /// found by their session, and those that also left the session by the mark.
    /// </summary>
    /// <exception cref="TimeoutException">Some would not end before the deadline.</exception>
    public static async Task KillAsync(
        ProcessIdentity? root, string mark, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        var started = time.GetTimestamp();
        var known = new HashSet<int>();
        // When the root ended long ago its id may be somebody else's by now.
        if (root is { Id: > 1 } && (Identify(root.Value.Id) is not { } now || now.StartedAt == root.Value.StartedAt))
            known.Add(root.Value.Id);
        while (Find(known, mark) is { Count: > 0 } members)
        {
            foreach (var member in members)
            {
                known.Add(member.Id);
                if (Identify(member.Id) is { } current && current.StartedAt == member.StartedAt)
                    LinuxCalls.Kill(member.Id);
            }

            if (time.GetElapsedTime(started) > timeout)
                throw new TimeoutException($"These processes do not end: {string.Join(", ", members.Select(member => member.Id))}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellationToken);
        }
    }

    /// <summary>
    /// The living processes among <paramref name="known"/>, their descendants, their sessions, and those with <paramref name="mark"/> in
    /// their environment.
    /// </summary>
    public static IReadOnlyList<ProcessIdentity> Find(IReadOnlySet<int> known, string mark)
    {
        var ids = known.ToHashSet();
        var rest = All().Where(member => member.Id > 1 && member.Id != Environment.ProcessId).ToList();
        var found = new List<ProcessIdentity>();
        List<ProcessIdentity> next;
        do
        {
            next = [.. rest.Where(
                member => ids.Contains(member.Id)
                    || ids.Contains(member.Parent)
                    || ids.Contains(member.Session)
                    || HasMark(member.Id, mark))];
            found.AddRange(next);
            ids.UnionWith(next.Select(member => member.Id));
            rest.RemoveAll(member => ids.Contains(member.Id));
        }
        while (next.Count > 0);

        return found;
    }

    private static IEnumerable<ProcessIdentity> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && Identify(id) is { } member)
                yield return member;
    }

    /// <summary>What a process was started with, or has written over that; null when it has ended.</summary>
    public static string? CommandLine(int id) => TryReadFile(id, "cmdline");

    private static bool HasMark(int id, string mark) =>
        TryReadFile(id, "environ") is { } environment && environment.Split('\0').Contains(mark);

    private static string? TryReadFile(int id, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{name}", Encoding.Latin1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
