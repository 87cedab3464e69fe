using System.Security;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Packaging;

/// <summary>Compiles a plugin's project with <c>dotnet publish</c>, in a way that gives the same bytes for the same sources.</summary>
internal static class ProjectPublisher
{
    /// <summary>Publishes a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="directory">A directory for the published code and what goes with the build.</param>
    /// <param name="options">How to build.</param>
    /// <param name="cancellationToken">Ends the compiler and all that it started.</param>
    /// <returns>The directory of the published code, and what the compiler warned of.</returns>
    /// <exception cref="BuildFailedException">The code does not compile; each error is a fault.</exception>
    internal static async Task<(string Code, IReadOnlyList<BuildFault> Warnings)> PublishAsync(
        PluginProject project, string directory, BuildOptions options, CancellationToken cancellationToken)
    {
        var places = Path.Combine(directory, "plugin.props");
        var rules = Path.Combine(directory, "plugin.targets");
        var target = Path.Combine(directory, "code");
        // What an earlier build published is not to be in this one.
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        await WriteAsync(places, project, Places(directory), cancellationToken);
        await WriteAsync(rules, project, Rules(project, options.IsDebug), cancellationToken);
        var result = await RunAsync(Compiler(project.ProjectFile, places, rules, target, options), cancellationToken);
        var output = result.Text + result.Error;
        return result.ExitCode == 0
            ? (target, CompilerOutput.Warnings(output))
            : throw new BuildFailedException(CompilerOutput.Faults(output, project.ProjectFile), output);
    }

    // These properties are for the plugin's own project only: as global ones they would make the compiler build all that it references
    // again, because that was last built without them.
    private static async Task WriteAsync(string file, PluginProject project, string properties, CancellationToken cancellationToken)
    {
        var text = $"""
            <Project>
              <PropertyGroup Condition="'$(MSBuildProjectFullPath)' == '{Xml(Escape(project.ProjectFile))}'">
            {properties}
              </PropertyGroup>
            </Project>
            """;
        await File.WriteAllTextAsync(file, text, cancellationToken);

        // What is imported counts as a source of every project: a new file would have all of them compiled again.
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(10));
    }

    private static async Task<ToolResult> RunAsync(Tool compiler, CancellationToken cancellationToken)
    {
        try
        {
            return await compiler.RunAsync(cancellationToken);
        }
        catch (UserException e)
        {
            const string Fault = "the .NET SDK cannot be started. Install the .NET SDK 10 and put dotnet on the PATH.";
            throw new BuildFailedException([new BuildFault(compiler.Program, null, null, Fault)], innerException: e);
        }
    }

    private static Tool Compiler(string projectFile, string places, string rules, string target, BuildOptions options)
    {
        // Inside a build or a test run, these would make the new process look for the SDK of the old one.
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToDictionary(name => name, _ => (string?)null);
        variables["DOTNET_CLI_UI_LANGUAGE"] = "en";
        variables["DOTNET_NOLOGO"] = "1";
        return new Tool
        {
            Program = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            Arguments =
            [
                "publish", projectFile, "-c", options.IsDebug ? "Debug" : "Release", "-o", target,
                .. options.IsRestored ? ["--no-restore"] : (string[])[],
                $"-p:CustomBeforeMicrosoftCommonProps={Escape(places)}", $"-p:CustomAfterMicrosoftCommonTargets={Escape(rules)}",

                // Errors only, one per line, and no worker process: a plugin is too small to gain from one.
                "--nologo", "-v", "quiet", "-tl:off", "-m:1", "-nodeReuse:false",
            ],
            WorkingDirectory = Path.GetDirectoryName(projectFile),
            Environment = variables,
            MayFail = true,
        };
    }

    // Two builds at once, or one beside the author's own, must not write the same files.
    private static string Places(string directory) =>
        $"""
            <IntermediateOutputPath>{Xml(Escape(directory))}/obj/</IntermediateOutputPath>
            <OutputPath>{Xml(Escape(directory))}/bin/</OutputPath>
        """;

    // The paths of this machine and the state of version control stay out of the code; a debugger needs the former.
    private static string Rules(PluginProject project, bool isDebug) =>
        $"""
            <Deterministic>true</Deterministic>
            <ContinuousIntegrationBuild>{(isDebug ? "false" : "true")}</ContinuousIntegrationBuild>
            <DeterministicSourcePaths>false</DeterministicSourcePaths>
            <EnableSourceControlManagerQueries>false</EnableSourceControlManagerQueries>
            <EnableSourceLink>false</EnableSourceLink>
            {(isDebug ? "<DebugType>portable</DebugType>" : Paths(project))}
            <PublishDocumentationFile>false</PublishDocumentationFile>
            <PublishReferencesDocumentationFiles>false</PublishReferencesDocumentationFiles>
        """;

    private static string Paths(PluginProject project) =>
        $"<PathMap>{Xml(Escape(PathMap(project)))}$([System.IO.Path]::GetFullPath($([System.IO.Path]::Combine("
            + "'$(MSBuildProjectDirectory)', '$(IntermediateOutputPath)'))))=/_/obj/</PathMap>";

    private static string PathMap(PluginProject project)
    {
        var root = Path.TrimEndingDirectorySeparator(project.Config.Directory) + Path.DirectorySeparatorChar;
        var source = Path.TrimEndingDirectorySeparator(project.Config.SourceDirectory) + Path.DirectorySeparatorChar;
        var map = $"{Mapped(root)}=/_/,";
        return source.StartsWith(root, StringComparison.Ordinal) ? map : $"{map}{Mapped(source)}=/_/src/,";
    }

    private static string Mapped(string path) =>
        path.Replace("=", "==", StringComparison.Ordinal).Replace(",", ",,", StringComparison.Ordinal);

    private static string Xml(string text) => SecurityElement.Escape(text);

    private static string Escape(string text) =>
        string.Concat(
            text.Select(c => c is '%' or ';' or ',' or '$' or '@' or '\'' or '*' or '?' or '(' or ')' ? $"%{(int)c:x2}" : c.ToString()));
}
