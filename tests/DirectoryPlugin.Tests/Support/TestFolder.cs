namespace DirectoryPlugin.Tests.Support;

/// <summary>A folder of its own for one test, deleted with everything in it, whatever the names.</summary>
internal class TestFolder : IDisposable
{
    public TestFolder()
    {
        // Others may look in: some scripts run as another user.
        Root = Directory.CreateTempSubdirectory("dvp-plugin-").FullName;
        File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
    }

    public string Root { get; }

    public string Combine(params string[] parts) => Path.Combine([Root, .. parts]);

    public string MakeFolder(params string[] parts) => Directory.CreateDirectory(Combine(parts)).FullName;

    /// <summary>Runs Bash in this folder. The arguments are $1 and so on.</summary>
    public Task<string> BashAsync(string text, params string[] arguments) => Shell.BashAsync($"cd -- \"$1\"; shift; {text}", [Root, .. arguments]);

    public void Dispose()
    {
        CleanUp();
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes the folder, but nothing in what may still be mounted below it.</summary>
    protected virtual void CleanUp()
    {
        // Only root may delete from folders that are read-only.
        Finish("find", Root, "-xdev", "-type", "d", "!", "-perm", "-u=rwx", "-exec", "chmod", "u+rwx", "{}", ";");
        Finish("rm", "-rf", "--one-file-system", "--", Root);
    }

    // Disposing is synchronous, and blocking on tasks could starve the pool of a parallel run.
    protected static void Finish(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
    }
}
