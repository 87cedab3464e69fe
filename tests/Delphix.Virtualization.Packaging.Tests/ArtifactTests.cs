using System.IO.Compression;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging.Tests;

[Collection(nameof(BuiltPlugin))]
public sealed class ArtifactTests(BuiltPlugin plugin) : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>A change to a valid artifact, and some of what is said of it.</summary>
    public static TheoryData<string, string?, string> Faults => new()
    {
        { "type", "\"Toolkit\"", "its type is \"Toolkit\"" },
        { "type", null, "its type is missing" },
        { "pluginId", "\"me\"", "pluginId must be a UUID" },
        { "pluginId", "\" 7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61\"", "pluginId must be a UUID" },
        { "name", "7", "name must be text" },
        { "name", null, "name is missing" },
        { "language", "\"PYTHON311\"", "language must be DOTNET10; it is 'PYTHON311'" },
        { "hostTypes", "[\"UNIX\", \"WINDOWS\"]", "hostTypes must be a list of exactly one" },
        { "entryPoint", "\"here\"", "entryPoint must be Namespace.Type:Member" },
        { "buildNumber", "\"0\"", "buildNumber must be a build number" },
        { "engineApi", null, "engineApi is missing" },
        { "buildApi", "{ \"major\": 1, \"minor\": -1, \"micro\": 0 }", "buildApi must have the numbers major, minor and micro" },
        { "rootSquashEnabled", "1", "rootSquashEnabled must be true or false" },
        { "sourceCode", "\"!\"", "is not base64" },
        { "sourceCode", "\"AAAA\"", "is not a zip" },
        { "linkedSourceDefinition", "{ \"type\": \"X\" }", "linkedSourceDefinition.type is of no known kind" },
        { "discoveryDefinition", "[]", "discoveryDefinition must be an object" },
        { "manifest", "{}", "manifest.hasVirtualConfigure is missing" },
        { "manifest", "{ \"migrationIdList\": [0] }", "a list of migration ids" },
    };

    public static TheoryData<string> EscapingNames =>
        ["../evil.dll", "a/../../evil.dll", "/evil.dll", "C:/evil.dll", "a\\..\\..\\evil.dll", "a//b.dll", "./a.dll"];

    [Fact]
    public async Task Read_gives_what_was_built()
    {
        var artifact = await Artifact.ReadAsync(plugin.ArtifactPath);

        artifact.Should().BeEquivalentTo(new
        {
            Id = "0F1B6C1E-5C0E-4B54-9C0B-3E4C1F7B2A10",
            Name = "Sample",
            ExternalVersion = "first try",
            EntryPoint = "Sample.Runner:Plugin",
            Strategy = PluginStrategy.Staged,
            HostType = HostType.Unix,
            ManualDiscovery = false,
            RootSquashEnabled = false,
            ExtendedStartStopHooks = false,
            MigrationIds = (string[])["1.9", "1.10"],
        });
        artifact.BuildNumber.ToString().Should().Be("1.2");
        artifact.Implements("discovery.repository").Should().BeTrue();
        artifact.Implements("virtual.initialize").Should().BeFalse();
        artifact.Implements("no.such").Should().BeFalse();
    }

    [Fact]
    public async Task ReadSchemas_gives_the_schema_file_again()
    {
        var expected = PluginSchemas.Parse(SamplePlugin.Text("schema.json"));

        var schemas = (await Artifact.ReadAsync(plugin.ArtifactPath)).ReadSchemas();

        foreach (var kind in Enum.GetValues<DefinitionKind>())
            JsonNode.DeepEquals(schemas[kind], expected[kind]).Should().BeTrue(kind.ToString());
    }

    [Fact]
    public async Task ReadSchemas_broken_says_so()
    {
        var artifact = await ReadChangedAsync(json => json["discoveryDefinition"]!["repositoryNameField"] = "other");

        var act = artifact.ReadSchemas;

        act.Should().Throw<InvalidArtifactException>().Which.Message.Should()
            .Contain("repositoryDefinition.nameField: 'other' is not one of the 'properties'");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Read_fault_names_the_file_and_what_to_do(string key, string? value, string message)
    {
        var act = () => ReadChangedAsync(json =>
        {
            json.Remove(key);
            if (value is not null)
                json[key] = JsonNode.Parse(value);
        });

        var exception = (await act.Should().ThrowAsync<InvalidArtifactException>()).Which;
        exception.Message.Should().StartWith(_directory.File("artifact.json")).And.Contain(message);
        exception.Action.Should().Contain("dvp build");
    }

    [Theory]
    [InlineData("", "it is not JSON")]
    [InlineData("{\n  \"type\": }", "it is not JSON (line 2, position 11)")]
    [InlineData("""{"\ud800":1}""", "it is not usable JSON")]
    [InlineData("""{"type":"\ud800"}""", "it is not usable JSON")]
    [InlineData("{ \"type\": 1, \"type\": 2 }", "'type'")]
    [InlineData("[]", "does not hold a JSON object")]
    [InlineData("{ \"type\": \"Plugin\" }", "pluginId is missing. name is missing.")]
    public async Task Read_other_text_says_what_is_wrong(string text, string message)
    {
        var act = () => Artifact.ReadAsync(_directory.Write("artifact.json", text));

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain(message);
    }

    [Fact]
    public async Task Artifact_for_official_engines_can_be_uploaded_but_not_installed()
    {
        var install = () => ReadChangedAsync(json => (json["language"], json["entryPoint"]) = ("PYTHON311", "plugin_runner:plugin"));

        await install.Should().ThrowAsync<InvalidArtifactException>();
        var artifact = await ArtifactReader.ReadForUploadAsync(_directory.File("artifact.json"), CancellationToken.None);
        artifact.EntryPoint.Should().Be("plugin_runner:plugin");
    }

    [Fact]
    public async Task Read_missing_file_says_so()
    {
        var act = () => Artifact.ReadAsync(_directory.File("none.json"));

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("there is no such file");
    }

    [Fact]
    public async Task Read_larger_than_limit_is_refused_unread()
    {
        var path = _directory.File("large.json");
        await using (var file = File.Create(path))
            file.SetLength(Artifact.MaxFileSize + 1);

        var act = () => Artifact.ReadAsync(path);

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("256 MiB");
    }

    [Theory]
    [MemberData(nameof(EscapingNames))]
    public async Task Read_code_with_a_name_outside_is_refused(string name)
    {
        var act = () => ReadWithCodeAsync(zip => zip.CreateEntry(name));

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("lies outside");
    }

    [Theory]
    [InlineData("d", "d/e")]
    [InlineData("d/e", "d")]
    [InlineData("d/", "d")]
    [InlineData("a/b/c/d", "a/b")]
    [InlineData("D/e", "d")]
    public async Task Read_code_with_a_file_that_is_a_directory_too_is_refused(string one, string other)
    {
        var act = () => ReadWithCodeAsync(zip =>
        {
            zip.CreateEntry(one);
            zip.CreateEntry(other);
        });

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("which is a directory too.");
    }

    [Theory]
    [InlineData("n", 255, true)]
    [InlineData("n", 256, false)]
    [InlineData("ü", 128, false)]
    [InlineData("d/", 1023, true)]
    [InlineData("d/", 1025, false)]
    public async Task Read_code_with_a_name_that_no_file_system_takes_is_refused(string part, int count, bool isTaken)
    {
        var name = string.Concat(Enumerable.Repeat(part, count));
        var read = FluentActions.Awaiting(() => ReadWithCodeAsync(zip => zip.CreateEntry(name.TrimEnd('/'))));

        if (isTaken)
            await read.Should().NotThrowAsync();
        else
            (await read.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("whose name is too long");
    }

    [Fact]
    public async Task Read_code_with_a_link_is_refused()
    {
        var act = () => ReadWithCodeAsync(zip => zip.CreateEntry("link").ExternalAttributes = 0xA1FF << 16);

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("is a link");
    }

    [Fact]
    public async Task Read_code_with_a_name_twice_is_refused()
    {
        var act = () => ReadWithCodeAsync(zip =>
        {
            zip.CreateEntry("a.dll");
            zip.CreateEntry("A.dll");
        });

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("twice");
    }

    [Fact]
    public async Task Read_code_with_too_many_files_is_refused()
    {
        var act = () => ReadWithCodeAsync(zip =>
        {
            for (var i = 0; i <= CodeArchive.MaxEntries; i++)
                zip.CreateEntry($"{i}");
        });

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("the most is 10000");
    }

    [Fact]
    public async Task Read_code_that_expands_too_far_is_refused()
    {
        var act = () => ReadWithCodeAsync(zip =>
        {
            var zeros = new byte[1 << 20];
            using var target = zip.CreateEntry("zeros", CompressionLevel.Fastest).Open();
            for (var written = 0L; written <= CodeArchive.MaxExpandedBytes; written += zeros.Length)
                target.Write(zeros);
        });

        (await act.Should().ThrowAsync<InvalidArtifactException>()).Which.Message.Should().Contain("larger than 512 MiB when unpacked");
    }

    [Fact]
    public async Task Extract_code_that_is_damaged_leaves_nothing()
    {
        var artifact = await ReadWithCodeAsync(
            zip =>
            {
                using var target = zip.CreateEntry("a.dll").Open();
                target.Write(new byte[1000]);
            },
            bytes => bytes[40] ^= 0xFF);

        var act = () => artifact.ExtractAsync(_directory.File("out/code"));

        await act.Should().ThrowAsync<InvalidArtifactException>();
        Directory.EnumerateFileSystemEntries(_directory.File("out")).Should().BeEmpty();
    }

    [Fact]
    public async Task Extract_into_a_directory_with_files_is_refused()
    {
        _directory.Write("code/mine", "");

        var act = () => plugin.Result.Artifact.ExtractAsync(_directory.File("code"));

        await act.Should().ThrowAsync<IOException>();
        Directory.GetFiles(_directory.File("code")).Should().ContainSingle();
    }

    [Fact]
    public async Task Extract_into_an_empty_directory_unpacks_folders_too()
    {
        Directory.CreateDirectory(_directory.File("code"));
        var artifact = await ReadWithCodeAsync(zip =>
        {
            zip.CreateEntry("de/");
            zip.CreateEntry("de/x.resources.dll");
        });

        await artifact.ExtractAsync(_directory.File("code/"));

        File.Exists(_directory.File("code/de/x.resources.dll")).Should().BeTrue();
        Directory.GetFileSystemEntries(_directory.Path).Should().HaveCount(2);
    }

    public void Dispose() => _directory.Dispose();

    private Task<Artifact> ReadChangedAsync(Action<JsonObject> change)
    {
        var json = (JsonObject)plugin.Result.Artifact.Json.DeepClone();
        change(json);
        return Artifact.ReadAsync(_directory.Write("artifact.json", json.ToJsonString()));
    }

    private Task<Artifact> ReadWithCodeAsync(Action<ZipArchive> fill, Action<byte[]>? damage = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            fill(zip);
        var code = bytes.ToArray();
        damage?.Invoke(code);
        return ReadChangedAsync(json => json["sourceCode"] = Convert.ToBase64String(code));
    }
}
