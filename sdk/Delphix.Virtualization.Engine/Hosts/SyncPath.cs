namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>A path below the directory that a sync copies, without slashes around it and without dots in it.</summary>
internal readonly record struct SyncPath
{
    private SyncPath(string value) => Value = value;

    /// <summary>The directory itself.</summary>
    internal static SyncPath Root { get; } = new("");

    internal string Value { get; }

    /// <summary>How many folders deep it lies.</summary>
    internal int Depth => Value.Count(c => c == '/');

    /// <param name="argument">The argument of the call that has the path, for the message.</param>
    /// <param name="path">The path, with or without a slash in front.</param>
    /// <exception cref="LibraryException">It leads out of the directory, or names the directory itself.</exception>
    internal static SyncPath Parse(string argument, string path)
    {
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToList();
        return parts.Count > 0 && !parts.Contains("..")
            ? new SyncPath(string.Join('/', parts))
            : throw new LibraryException(
                LibraryError.InvalidArgument,
                $"RunSyncAsync: the argument '{argument}' has '{path}'; expected: paths below the directory that is copied.");
    }

    /// <summary>Whether it lies below another path.</summary>
    internal bool IsBelow(SyncPath folder) =>
        this != folder && (folder == Root || Value.StartsWith(folder.Value + "/", StringComparison.Ordinal));

    /// <summary>
    /// The pattern by which rsync knows the path when it copies <paramref name="folder"/>, above it. Nothing in it is a wildcard.
    /// </summary>
    internal string PatternBelow(SyncPath folder)
    {
        var relative = folder == Root ? Value : Value[(folder.Value.Length + 1)..];
        // In a pattern without wildcards a backslash is a backslash.
        return "/" + (relative.AsSpan().ContainsAny("*?[")
            ? string.Concat(relative.Select(c => c is '*' or '?' or '[' or '\\' ? $"\\{c}" : $"{c}"))
            : relative);
    }
}
