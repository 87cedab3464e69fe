using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Bridge.Official;

/// <summary>
/// The artifact that the official build makes of a project, for people without the official SDK. It has the platform's Python packages in
/// it, which only the user can supply.
/// </summary>
internal static partial class OfficialArtifact
{
    internal const string EntryPoint = "plugin_runner:plugin";

    // Engines run CPython 3.11.
    private const string CacheTag = "cpython-311";

    private const string HowToGetPackages = "python3.11 -m pip install -t FOLDER dvp-common dvp-libs dvp-platform";

    private static readonly string[] Packages =
    [
        "dlpx/virtualization/api", "dlpx/virtualization/common", "dlpx/virtualization/libs", "dlpx/virtualization/platform",
        "google/protobuf", "six.py",
    ];

    /// <summary>Fails unless a folder has the platform's packages, and this machine can compile Python.</summary>
    /// <exception cref="UserException">A package is missing, or there is no Python 3.11.</exception>
    internal static async Task CheckAsync(string packages, CancellationToken cancellationToken)
    {
        ApiVersionOf(packages);
        await FindPythonAsync(cancellationToken);
    }

    /// <summary>Makes the artifact.</summary>
    /// <param name="plugin">The artifact of the C# plugin.</param>
    /// <param name="schemas">The schema file of the project.</param>
    /// <param name="source">The files of the project's code, by their path in it.</param>
    /// <param name="packages">The folder of the platform's packages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<JsonObject> MakeAsync(
        Artifact plugin,
        JsonObject schemas,
        IReadOnlyDictionary<string, string> source,
        string packages,
        CancellationToken cancellationToken)
    {
        var artifact = plugin.Json.DeepClone().AsObject();
        artifact["language"] = ArtifactDocument.OfficialLanguage;
        artifact["entryPoint"] = EntryPoint;
        artifact["buildApi"] = ArtifactDocument.ApiVersion(ApiVersionOf(packages));
        ArtifactDocument.SetSchemas(artifact, schemas);
        artifact["sourceCode"] = Convert.ToBase64String(await PackAsync(source, packages, cancellationToken));
        return artifact;
    }

    private static async Task<byte[]> PackAsync(
        IReadOnlyDictionary<string, string> source, string packages, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dvp-official-");
        try
        {
            Copy(packages, folder.FullName);
            foreach (var (name, text) in source)
                Add(folder, name, text);
            // pip leaves this folder without __init__.py. Python cannot import such a folder from a zip.
            Add(folder, "google/__init__.py", "");
            // The bridge has definition classes of its own, and puts them here.
            Add(folder, "generated/__init__.py", "");
            Add(folder, "generated/definitions/__init__.py", "");
            await CompileAsync(folder, cancellationToken);
            return await CodeArchive.PackAsync(folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = new DirectoryInfo(from).EnumerateFiles("*", all).Where(file => file.Extension != ".pyc");
        foreach (var file in files)
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            file.CopyTo(copy, overwrite: true);
        }
    }

    private static void Add(DirectoryInfo folder, string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    // An engine loads compiled code only. Each compiled file lies beside its source.
    private static async Task CompileAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var sources = folder.EnumerateFiles("*.py", SearchOption.AllDirectories).ToList();
        // A compiled file holds the time of its source. A fixed time gives the same bytes in each build.
        foreach (var file in sources)
            file.LastWriteTimeUtc = CodeArchive.FixedTime.UtcDateTime;
        var compiled = await Tool.TryRunAsync(
            await FindPythonAsync(cancellationToken),
            ["-I", "-m", "compileall", "-b", "-f", "-q", "--invalidation-mode", "timestamp", "-s", folder.FullName, folder.FullName],
            cancellationToken);
        if (compiled.ExitCode != 0)
        {
            throw new UserException(
                "The Python code for official engines cannot be compiled.",
                $"See that the folder of packages is as pip made it: {HowToGetPackages}",
                compiled.Text + compiled.Error);
        }

        foreach (var file in sources)
            file.Delete();
    }

    // The name of the folder in which pip keeps what it knows of a package has its version.
    private static Version ApiVersionOf(string packages)
    {
        if (Packages.FirstOrDefault(package => !Path.Exists(Path.Combine(packages, package))) is { } missing)
            throw Lacks(packages, missing);
        var versions = Directory.EnumerateDirectories(packages).Select(Path.GetFileName)
            .Select(name => ApiPackage().Match(name!)).Where(match => match.Success)
            .Select(match => Version.Parse(match.Groups[1].ValueSpan)).ToList();
        if (versions.Count > 1)
        {
            throw new UserException(
                $"The folder of the platform's Python packages, '{packages}', has dvp-api in several versions.",
                $"Have pip make it anew, empty: {HowToGetPackages}",
                "");
        }

        return versions.SingleOrDefault() ?? throw Lacks(packages, "the description of dvp-api, such as dvp_api-1.9.0.dist-info");
    }

    private static UserException Lacks(string packages, string missing) => new(
        $"The folder of the platform's Python packages, '{packages}', lacks {missing}.",
        $"Have pip make it, where it can reach a package index: {HowToGetPackages}",
        "");

    private static async Task<string> FindPythonAsync(CancellationToken cancellationToken)
    {
        foreach (var program in ((string[])["python3.11", "python3"]).Where(Tool.IsInstalled))
        {
            var tag = await Tool.TryRunAsync(
                program, ["-I", "-c", "import sys; print(sys.implementation.cache_tag)"], cancellationToken);
            if (tag.Text.Trim() == CacheTag)
                return program;
        }

        throw new UserException(
            "An artifact for official engines needs CPython 3.11 here, which compiles the code that they load.",
            "Install python3.11, or leave out --official-packages and have the official dvp build the project.",
            "");
    }

    [GeneratedRegex(@"^dvp_api-([0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4})[0-9a-z.+]*\.(?:dist|egg)-info$")]
    private static partial Regex ApiPackage();
}
