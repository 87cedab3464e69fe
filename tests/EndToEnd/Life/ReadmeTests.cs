using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class ReadmeTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    [EngineFact]
    public async Task Life_by_hand_works_as_the_readme_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var block = readme.Split("```bash\n")[1].Split("```")[0];
        const string Setting = "PATH=\"$PWD/artifacts/bin:$PATH\" TRY=$(mktemp -d) PORT=2222";
        block.Should().Contain(Setting);

        var (exitCode, output) = await _dvp.RunAsync(
            "set -euo pipefail\n" + block.Replace(Setting, $"TRY=$(mktemp -d) PORT={DvpProgram.FreePort()}", StringComparison.Ordinal));

        exitCode.Should().Be(0, output);
        output.Should().Contain("files@2").And.Contain("is rolled back to copy@1").And.Contain("Plugin 'Directory Trees' is removed.");
        MountTable.Read().AtOrBelow(_dvp.Temporary).Should().BeEmpty();
    }

    public void Dispose() => _dvp.Dispose();
}
