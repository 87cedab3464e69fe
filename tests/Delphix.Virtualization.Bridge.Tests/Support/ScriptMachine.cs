namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>Runs the scripts of the probe on this machine, and knows what they have started.</summary>
internal sealed class ScriptMachine : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <param name="script">What <c>script</c> does. It writes to <c>$SIGN</c> once it has begun; <c>sign</c> waits for that.</param>
    public ScriptMachine(string script)
    {
        AddProgram("script", script);
        AddProgram("sign", "until [[ -s $SIGN ]]; do read -rt 0.01 <> <(:) || true; done");
    }

    public ILibs Libs => new LocalLibs(variables: new Dictionary<string, string>
    {
        ["SIGN"] = Sign,
        ["PATH"] = $"{_directory.Path}:{Environment.GetEnvironmentVariable("PATH")}",
    });

    /// <summary>The ids of the programs that were started and have not ended.</summary>
    public IReadOnlyList<int> Running => RunningProcess.WithEnvironment($"SIGN={Sign}\0");

    private string Sign => _directory.Combine("started");

    public Task StartedAsync() => Eventually.IsTrueAsync(() => File.Exists(Sign) && new FileInfo(Sign).Length > 0, "the script has begun");

    public void Dispose() => _directory.Dispose();

    private void AddProgram(string name, string text)
    {
        File.WriteAllText(_directory.Combine(name), $"#!/usr/bin/env bash\n{text}\n");
        File.SetUnixFileMode(_directory.Combine(name), (UnixFileMode)0b111_101_101);
    }
}
