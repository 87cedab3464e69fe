using System.Globalization;
using System.Text;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// The state of a directory tree at one moment: everything a comparison needs, contents as hashes, so the tree itself may change
/// afterwards.
/// </summary>
public sealed class TreeListing
{
    private const int BytesPerBlock = 512;
    private const string Fields = @"%P\0%y\0%m\0%U:%G\0%T@\0%n\0%D:%i\0%s\0%b\0%l\0";
    private static readonly Dictionary<string, string?> PlainLocale = new() { ["LC_ALL"] = "C" };

    private TreeListing(string root, TreeEntry[] entries) => (Root, Entries) = (root, entries);

    /// <summary>The path of the tree.</summary>
    public string Root { get; }

    /// <summary>Ordered by the bytes of their paths; the first one is the root itself.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>Reads the whole tree. It must be quiet meanwhile: a file that disappears is an error.</summary>
    /// <param name="root">A directory, or a symlink to one.</param>
    /// <param name="options">Which paths to leave out; null leaves nothing out.</param>
    /// <param name="cancellationToken">Stops the programs that read.</param>
    public static async Task<TreeListing> CaptureAsync(
        string root, TreeComparisonOptions? options = null, CancellationToken cancellationToken = default)
    {
        var entries = await ReadMetadataAsync(root, options ?? TreeComparisonOptions.Default, cancellationToken);
        await AddDevicesAsync(root, entries, cancellationToken);
        await AddContentsAsync(root, entries, cancellationToken);
        for (var i = 0; i < entries.Length; i++)
        {
            var path = Encoding.Latin1.GetBytes($"{PathBytes.FromText(root)}/{entries[i].Path}");
            entries[i] = entries[i] with { ExtendedAttributes = ExtendedAttributes.Read(path) };
        }

        return new TreeListing(root, entries);
    }

    /// <summary>Like <see cref="CaptureAsync"/>, without reading file contents or device numbers.</summary>
    public static async Task<TreeListing> CaptureMetadataAsync(string root, CancellationToken cancellationToken = default) =>
        new(root, await ReadMetadataAsync(root, TreeComparisonOptions.Default, cancellationToken));

    /// <summary>The listing as it is after absolute symlinks into one directory were changed to point into another.</summary>
    public TreeListing WithSymlinksRerooted(string from, string to)
    {
        var (source, target) = (PathBytes.FromText(from), PathBytes.FromText(to));
        bool IsWithin(string path) => path == source || path.StartsWith(source + "/", StringComparison.Ordinal);
        return new TreeListing(Root, [.. Entries.Select(entry => IsWithin(entry.LinkTarget)
            ? entry with { LinkTarget = target + entry.LinkTarget[source.Length..] }
            : entry)]);
    }

    private static async Task<TreeEntry[]> ReadMetadataAsync(
        string root, TreeComparisonOptions options, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"There is no directory '{root}' to list.");
        var entries = new List<TreeEntry>();
        // Started inside the root, so neither a root that looks like an option nor a symlink to it can mislead find.
        var find = new Tool { Program = "find", Arguments = [".", "-printf", Fields], WorkingDirectory = root, Environment = PlainLocale };
        await find.StreamAsync(writeInput: null, async (output, token) =>
        {
            var reader = new NulSeparatedReader(output);
            while (await reader.ReadAsync(token) is { } path)
            {
                var entry = await ReadEntryAsync(path, reader, token);
                if (!options.LeavesOut(path))
                    entries.Add(entry);
            }
        }, cancellationToken);
        entries.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return [.. entries];
    }

    private static async ValueTask<TreeEntry> ReadEntryAsync(
        string path, NulSeparatedReader reader, CancellationToken cancellationToken) => new()
        {
            Path = path,
            Type = ParseType(path, await reader.ReadRestAsync(cancellationToken)),
            Mode = string.Intern(await reader.ReadRestAsync(cancellationToken)),
            Owner = string.Intern(await reader.ReadRestAsync(cancellationToken)),
            ModificationTime = ParseTime(await reader.ReadRestAsync(cancellationToken)),
            LinkCount = long.Parse(await reader.ReadRestAsync(cancellationToken), CultureInfo.InvariantCulture),
            Inode = await reader.ReadRestAsync(cancellationToken),
            Size = long.Parse(await reader.ReadRestAsync(cancellationToken), CultureInfo.InvariantCulture),
            Allocated = BytesPerBlock * long.Parse(await reader.ReadRestAsync(cancellationToken), CultureInfo.InvariantCulture),
            LinkTarget = await reader.ReadRestAsync(cancellationToken),
        };

    private static TreeEntryType ParseType(string path, string letter) => letter switch
    {
        "f" => TreeEntryType.File,
        "d" => TreeEntryType.Directory,
        "l" => TreeEntryType.Symlink,
        "p" => TreeEntryType.Fifo,
        "s" => TreeEntryType.Socket,
        "b" => TreeEntryType.BlockDevice,
        "c" => TreeEntryType.CharacterDevice,
        _ => throw new InvalidDataException(
            $"find calls '{PathBytes.Show(path)}' an item of type '{letter}', which a comparison does not know."),
    };

    // find prints ten decimals, the last one always 0.
    private static string ParseTime(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? $"{text}.000000000" : $"{text.AsSpan(0, point)}.{text[(point + 1)..].PadRight(9, '0').AsSpan(0, 9)}";
    }

    private static async Task AddDevicesAsync(string root, TreeEntry[] entries, CancellationToken cancellationToken)
    {
        static bool IsDevice(TreeEntry entry) => entry.Type is TreeEntryType.BlockDevice or TreeEntryType.CharacterDevice;
        var paths = entries.Where(IsDevice).Select(entry => entry.Path).ToList();
        var devices = await AskAboutAsync(root, paths, ["stat", "--printf", @"%t:%T  %n\0", "--"], cancellationToken);
        for (var i = 0; i < entries.Length; i++)
            if (IsDevice(entries[i]))
                entries[i] = entries[i] with { Device = devices[entries[i].Path] };
    }

    private static async Task AddContentsAsync(string root, TreeEntry[] entries, CancellationToken cancellationToken)
    {
        // Hard links share their contents: one path of each group is read.
        var readPaths = new Dictionary<string, string>();
        foreach (var entry in entries)
            if (entry.Type == TreeEntryType.File)
                readPaths.TryAdd(entry.Inode, entry.Path);
        var hashes = await AskAboutAsync(root, readPaths.Values, ["sha256sum", "-z", "--"], cancellationToken);
        for (var i = 0; i < entries.Length; i++)
            if (entries[i].Type == TreeEntryType.File)
                entries[i] = entries[i] with { Sha256 = hashes[readPaths[entries[i].Inode]] };
    }

    /// <summary>Runs a command through xargs on the given paths; for each it answers with a value, two characters and the path.</summary>
    private static async Task<Dictionary<string, string>> AskAboutAsync(
        string root, IReadOnlyCollection<string> paths, string[] command, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, string>(paths.Count);
        if (paths.Count == 0)
            return answers;
        var xargs =
            new Tool { Program = "xargs", Arguments = ["-0", "-r", .. command], WorkingDirectory = root, Environment = PlainLocale };
        await xargs.StreamAsync(
            async (input, token) =>
            {
                var buffered = new BufferedStream(input, 64 * 1024);
                foreach (var path in paths)
                    await buffered.WriteAsync(Encoding.Latin1.GetBytes($"./{path}\0"), token);
                await buffered.FlushAsync(token);
            },
            async (output, token) =>
            {
                var reader = new NulSeparatedReader(output);
                while (await reader.ReadAsync(token) is { } line)
                {
                    var length = line.IndexOf(' ', StringComparison.Ordinal);
                    answers.Add(line[(length + 2 + "./".Length)..], line[..length]);
                }
            },
            cancellationToken);
        return answers.Count == paths.Count
            ? answers
            : throw new InvalidDataException($"'{command[0]}' answered for {answers.Count} of {paths.Count} files.");
    }
}
