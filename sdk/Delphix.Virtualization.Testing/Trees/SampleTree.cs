namespace Delphix.Virtualization.Testing;

/// <summary>
/// A directory tree with a few thousand items of every ordinary kind, as a source for the demo and the tests; equal seeds give equal trees.
/// </summary>
internal static class SampleTree
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Executable =
        Private | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
            | UnixFileMode.OtherExecute;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly string[] OddNames =
    [
        " leading and trailing ", "it's \"quoted\"", "new\nline", "-rf", "--delete", ".hidden", "..almost", "tab\there", "back\\slash",
        "star*", "ques?tion", "$HOME", "`id`",
        "semi;colon", "%s %n", "#hash", "~", "grüße.txt", "データ.txt", "🌲", "e\u0301 decomposed", "é composed", "[brackets]", "{a,b}", "&",
        "|", "<>", "name:with:colons", "@at", "trailing.",
        "{\"json\": 1}", new('n', 255), new('é', 127),
    ];

    /// <summary>Fills an empty directory, which is created when it is not there.</summary>
    /// <returns>How many items it holds.</returns>
    public static Task<int> CreateAsync(string root, int seed = 1, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(root);
        if (Directory.EnumerateFileSystemEntries(root).Any())
            throw new ArgumentException($"The directory '{root}' is not empty.", nameof(root));
        // Thousands of tiny writes: one thread does them faster than as many hops between threads.
        return Task.Run(() => Create(new SampleTreeBuilder(root, seed, cancellationToken)), cancellationToken);
    }

    /// <inheritdoc cref="SampleTreeEdit"/>
    public static Task<TreeChanges> ChangeAsync(string root, int seed = 1, CancellationToken cancellationToken = default) =>
        SampleTreeEdit.ApplyAsync(root, seed, cancellationToken);

    private static int Create(SampleTreeBuilder tree)
    {
        AddDocuments(tree);
        AddProjects(tree);
        AddMedia(tree);
        AddModes(tree);
        AddOddNames(tree);
        AddLinks(tree);
        AddDeepAndEmpty(tree);
        tree.Finish();
        return tree.Count;
    }

    private static void AddDocuments(SampleTreeBuilder tree)
    {
        tree.AddText("README.txt", 200);
        tree.AddDirectory("documents");
        for (var year = 2006; year <= 2025; year++)
        {
            tree.AddDirectory($"documents/{year}");
            for (var i = 1; i <= 60; i++)
                tree.AddText($"documents/{year}/letter-{i:d3}.txt", tree.Next(1, 300));
        }
    }

    private static void AddProjects(SampleTreeBuilder tree)
    {
        tree.AddDirectory("projects");
        foreach (var project in new[] { "alpha", "beta", "gamma", "delta" })
        {
            tree.AddDirectory($"projects/{project}");
            tree.AddText($"projects/{project}/build.sh", 40, Executable);
            foreach (var part in new[] { "src", "tests", "docs" })
            {
                tree.AddDirectory($"projects/{project}/{part}");
                for (var module = 1; module <= 8; module++)
                {
                    tree.AddDirectory($"projects/{project}/{part}/module{module}");
                    for (var i = 1; i <= 12; i++)
                        tree.AddText($"projects/{project}/{part}/module{module}/file{i}.c", tree.Next(0, 200));
                }
            }
        }
    }

    private static void AddMedia(SampleTreeBuilder tree)
    {
        tree.AddDirectory("media");
        for (var i = 1; i <= 200; i++)
            tree.AddBinary($"media/photo-{i:d3}.jpg", tree.Next(1, 40_000));
        foreach (var bytes in new[] { 0, 1, 511, 512, 4095, 4096, 4097, 65_535, 65_536, 131_073, 1_000_000, 3_000_000, 5_000_000 })
            tree.AddBinary($"media/exactly-{bytes}.bin", bytes);
        tree.AddSparse("media/disk.img", 16 << 20);
    }

    private static void AddModes(SampleTreeBuilder tree)
    {
        tree.AddDirectory("modes");
        var modes = new Dictionary<string, UnixFileMode>
        {
            ["private"] = Private,
            ["executable"] = Executable,
            ["read-only"] = ReadOnly,
            ["none"] = Environment.IsPrivilegedProcess ? UnixFileMode.None : UnixFileMode.UserRead,
            ["everyone"] = Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite,
            ["setuid"] = Executable | UnixFileMode.SetUser,
            ["setgid"] = Executable | UnixFileMode.SetGroup,
            ["sticky"] = Executable | UnixFileMode.StickyBit,
        };
        foreach (var (name, mode) in modes)
            tree.AddText($"modes/{name}", 20, mode);
        tree.AddDirectory("modes/shared", modes["everyone"] | UnixFileMode.SetGroup);
        tree.AddDirectory("modes/scratch", modes["everyone"] | UnixFileMode.StickyBit);
        tree.AddDirectory("modes/vault", Private | UnixFileMode.UserExecute);
        tree.AddText("modes/vault/key", 5, Private);
        tree.AddDirectory("modes/frozen", ReadOnly | UnixFileMode.UserExecute);
        tree.AddText("modes/frozen/file", 5, ReadOnly);
    }

    private static void AddOddNames(SampleTreeBuilder tree)
    {
        tree.AddDirectory("odd names");
        foreach (var name in OddNames)
            tree.AddText($"odd names/{name}", 10);
        foreach (var name in new[] { "-directory", "space and\nnewline", "größe", ".config" })
        {
            tree.AddDirectory($"odd names/{name}");
            tree.AddText($"odd names/{name}/ inside", 10);
        }
    }

    private static void AddLinks(SampleTreeBuilder tree)
    {
        tree.AddDirectory("links");
        // An absolute link leads out of the tree, so that trees in different places are still equal.
        var targets = new Dictionary<string, string>
        {
            ["relative"] = "../README.txt",
            ["absolute"] = "/etc/hostname",
            ["dangling"] = "no/such/target",
            ["to-directory"] = "../documents/2025",
            ["to-root"] = "..",
            ["to-itself"] = "to-itself",
            ["to-odd-name"] = "../odd names/new\nline",
            ["größe"] = "../odd names/größe",
            ["long"] = string.Concat(Enumerable.Repeat("./", 500)) + "relative",
        };
        foreach (var (name, target) in targets)
            tree.AddSymlink($"links/{name}", target);

        tree.AddDirectory("hard links");
        tree.AddDirectory("hard links/elsewhere");
        for (var group = 1; group <= 10; group++)
        {
            var first = $"hard links/group{group}-1";
            tree.AddBinary(first, tree.Next(1, 20_000));
            for (var link = 2; link <= group; link++)
                tree.AddHardLink(link % 2 == 0 ? $"hard links/elsewhere/group{group}-{link}" : $"hard links/group{group}-{link}", first);
        }
    }

    private static void AddDeepAndEmpty(SampleTreeBuilder tree)
    {
        var path = "deep";
        tree.AddDirectory(path);
        for (var level = 1; level <= 40; level++)
        {
            path += $"/level{level}";
            tree.AddDirectory(path);
            tree.AddText($"{path}/note", 3);
        }

        tree.AddDirectory("empty");
        for (var i = 1; i <= 12; i++)
            tree.AddDirectory($"empty/directory{i:d2}");
        tree.AddDirectory("special");
        tree.AddFifo("special/fifo");
        tree.AddFifo("special/ fifo with\nodd name");
    }
}
