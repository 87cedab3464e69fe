namespace DirectoryPlugin.Tests.Support;

/// <summary>A folder of its own for one test, deleted with everything in it, whatever the names.</summary>
internal class TestFolder : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestFolder()
    {
        // Others may look in: some scripts run as another user.
        File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
    }

    public string Root => _directory.Path;

    public string Combine(params string[] parts) => _directory.Combine(parts);

    public string MakeFolder(params string[] parts) => Directory.CreateDirectory(Combine(parts)).FullName;

    /// <summary>Runs Bash in this folder. The arguments are $1 and so on.</summary>
    public Task<string> BashAsync(string text, params string[] arguments) =>
        Shell.BashAsync($"cd -- \"$1\"; shift; {text}", [Root, .. arguments]);

    public void Dispose()
    {
        CleanUp();
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes the folder. Whatever the test leaves mounted below it is a failure.</summary>
    protected virtual void CleanUp() => _directory.Dispose();

    // Disposing is synchronous, and blocking on tasks could starve the pool of a parallel run.
    protected static void Finish(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
    }
}
