using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Tools.Init;

/// <summary>
/// Makes the files of a new plugin: from those in <c>Template/</c>, where <c>DirectoryPlugin</c> stands for the plugin's own name, and from
/// the repository's build settings. Both are embedded here when dvp is built.
/// </summary>
internal static partial class PluginTemplate
{
    private const string Folder = "template/";
    private const string PackageVersions = "Directory.Packages.props";
    private const string TemplateName = "DirectoryPlugin";

    // As people write it: umlauts and quotation marks are not turned into numbers.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What the repository's own build alone needs, and what a new plugin has instead.
    private static readonly (string Old, string New)[] BuildEdits =
    [
        ("    <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>\n", ""),
        ("    <RestoreLockedMode Condition=\"'$(CI)' == 'true'\">true</RestoreLockedMode>\n", ""),
        // Matters of style are warnings to an author; real errors and the rules of the SDK stop a build.
        (
            "    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>\n",
            "    <WarningsAsErrors>$(WarningsAsErrors);DVP005;DVP018;DVP026;DVP027</WarningsAsErrors>\n"),
        // What the author adds builds without documentation.
        ("</GenerateDocumentationFile>\n", "</GenerateDocumentationFile>\n    <NoWarn>$(NoWarn);CS1591</NoWarn>\n"),
        ("    <Version>2.0.0</Version>\n", "    <Version>1.0.0</Version>\n"),
    ];

    /// <exception cref="InvalidOperationException">Directory.Build.props has changed in a way that this does not know.</exception>
    internal static IReadOnlyList<TemplateFile> Render(NewPlugin plugin)
    {
        HashSet<string> words = [plugin.Strategy.ToString().ToUpperInvariant(), plugin.HostType.ToString().ToUpperInvariant()];
        var assembly = typeof(PluginTemplate).Assembly;
        var files = new List<TemplateFile>();
        var resources = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));
        foreach (var resource in resources.Order(StringComparer.Ordinal))
        {
            var path = resource[Folder.Length..];
            if (Path.GetExtension(path) == ".nupkg")
                files.Add(new TemplateFile(path, Read(assembly, resource)));
            // A file that is empty now is for plugins of another kind.
            else if (path != PackageVersions && Fill(path, Text(assembly, resource), plugin, words) is { Length: > 0 } text)
                files.Add(TemplateFile.OfText(path.Replace(TemplateName, plugin.Identifier, StringComparison.Ordinal), text));
        }

        files.Add(TemplateFile.OfText(PackageVersions, VersionsOf(files, Text(assembly, Folder + PackageVersions))));
        return files;
    }

    private static string Fill(string path, string text, NewPlugin plugin, HashSet<string> words)
    {
        if (path == "Directory.Build.props")
            text = BuildEdits.Aggregate(text, (edited, edit) => TemplateText.Edit(edited, edit.Old, edit.New));
        text = TemplateText.Choose(text, words).Replace(TemplateName, plugin.Identifier, StringComparison.Ordinal);
        return path switch
        {
            "README.md" => FillReadme(text, plugin),
            "plugin_config.yml" or "src/PluginRunner.cs" or ".vscode/tasks.json" => FillStrings(text, plugin),
            _ => text,
        };
    }

    // The name comes last, as it may hold anything.
    private static string FillReadme(string text, NewPlugin plugin) => text
        .Replace("{{strategy}}", plugin.Strategy == PluginStrategy.Staged ? "staged" : "direct", StringComparison.Ordinal)
        .Replace("{{host}}", plugin.HostType.ToString(), StringComparison.Ordinal)
        .Replace("{{id}}", plugin.Id.ToString(), StringComparison.Ordinal)
        .Replace("{{name}}", plugin.Name, StringComparison.Ordinal);

    // A string of JSON is one of YAML and of C#, whatever it holds.
    private static string FillStrings(string text, NewPlugin plugin) => text
        .Replace("{{id}}", plugin.Id.ToString(), StringComparison.Ordinal)
        .Replace("{{name}}", JsonSerializer.Serialize(plugin.Name, Readable), StringComparison.Ordinal);

    // The repository's versions of what the new plugin's projects reference, and those of the packages that come with it.
    private static string VersionsOf(List<TemplateFile> files, string known)
    {
        var versions = Version().Matches(known).ToDictionary(version => version.Groups[1].Value, version => version.Groups[2].Value);
        foreach (var package in files.Select(file => GivenPackage().Match(file.Path)).Where(package => package.Success))
            versions.Add(package.Groups[1].Value, package.Groups[2].Value);
        var used = files.Where(file => Path.GetExtension(file.Path) is ".csproj" or ".props")
            .SelectMany(file => Reference().Matches(Encoding.UTF8.GetString(file.Contents)))
            .Select(reference => reference.Groups[1].Value)
            .Order(StringComparer.Ordinal);
        var lines = used.Select(package => $"""    <PackageVersion Include="{package}" Version="{versions[package]}" />""");
        return $"""
            <Project>
              <PropertyGroup>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', lines)}
              </ItemGroup>
            </Project>

            """;
    }

    private static string Text(Assembly assembly, string resource) => Encoding.UTF8.GetString(Read(assembly, resource));

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var contents = new byte[stream.Length];
        stream.ReadExactly(contents);
        return contents;
    }

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\" />")]
    private static partial Regex Version();

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"/([A-Za-z.]+)\.(\d[^/]*)\.nupkg$")]
    private static partial Regex GivenPackage();
}
