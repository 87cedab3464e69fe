using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.Tools.Tests.Demo;

public sealed class DemoParametersTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Words_in_braces_are_filled_in_wherever_they_are()
    {
        var parameters = await ReadAsync("""{"linkedSource":{},"virtualSource":{"a":{"b":["{mountPath}/x"]},"c":"{other}"}}""");

        parameters.VirtualSource("/mnt/\"1\"").ToJsonString().Should().Be("""{"a":{"b":["/mnt/\u00221\u0022/x"]},"c":"{other}"}""");
    }

    [Fact]
    public async Task File_without_one_of_the_objects_is_refused()
    {
        var read = FluentActions.Awaiting(() => ReadAsync("""{"linkedSource":{}}"""));

        (await read.Should().ThrowAsync<UserException>()).Which.Message.Should().EndWith("demo.json has no object 'virtualSource'.");
    }

    public void Dispose() => _directory.Dispose();

    private async Task<DemoParameters> ReadAsync(string json)
    {
        var path = _directory.Combine("demo.json");
        await File.WriteAllTextAsync(path, json);
        return await DemoParameters.ReadAsync(path, CancellationToken.None);
    }
}
