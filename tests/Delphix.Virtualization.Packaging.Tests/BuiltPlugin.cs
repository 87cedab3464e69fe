namespace Delphix.Virtualization.Packaging.Tests;

/// <summary>The sample plugin, built once for all tests that need its artifact or its code.</summary>
[CollectionDefinition(nameof(BuiltPlugin))]
public sealed class BuiltPlugin : IAsyncLifetime, ICollectionFixture<BuiltPlugin>, IDisposable
{
    private readonly TempDirectory _directory = new();

    public string ConfigPath { get; private set; } = "";

    /// <summary>
    /// A second copy of the plugin's sources. The tests that build it share it, because the first build of a copy is the slow one.
    /// </summary>
    public TempDirectory Copy { get; } = new();

    public string CopyConfigPath { get; private set; } = "";

    public string ArtifactPath => _directory.File("artifact.json");

    public string CodeDirectory => _directory.File("code");

    public BuildResult Result { get; private set; } = null!;

    public IReadOnlyList<string> Steps { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var progress = new Recorder();
        ConfigPath = SamplePlugin.WriteTo(_directory);
        CopyConfigPath = SamplePlugin.WriteTo(Copy);
        Result = await ArtifactBuilder.BuildAsync(ConfigPath, ArtifactPath, null, progress);
        Steps = progress.Steps;
        await Result.Artifact.ExtractAsync(CodeDirectory);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Copy.Dispose();
        _directory.Dispose();
    }

    private sealed class Recorder : IProgress<string>
    {
        public List<string> Steps { get; } = [];

        public void Report(string value) => Steps.Add(value);
    }
}
