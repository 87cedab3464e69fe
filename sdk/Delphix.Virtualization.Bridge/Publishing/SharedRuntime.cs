namespace Delphix.Virtualization.Bridge.Publishing;

/// <summary>The .NET that runs this program, and the files of the program itself.</summary>
/// <param name="Root">The folder that .NET is installed in.</param>
/// <param name="Frameworks">The folders of its frameworks that the program uses.</param>
/// <param name="Program">The program's own assemblies.</param>
internal sealed record SharedRuntime(string Root, IReadOnlyList<string> Frameworks, IReadOnlyList<string> Program)
{
    /// <summary>The program that starts others, in <see cref="Root"/>.</summary>
    internal const string Starter = "dotnet";

    // What finds frameworks.
    private const string Resolver = "host/fxr";

    /// <summary>What is to be copied from the folder that .NET is installed in: files and folders, by their paths in it.</summary>
    internal IEnumerable<string> Parts => [Starter, Resolver, .. Frameworks.Select(framework => Path.GetRelativePath(Root, framework))];

    /// <summary>Looks at this process.</summary>
    /// <exception cref="UserException">It does not run with a .NET that is installed for all programs.</exception>
    internal static SharedRuntime Find()
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var program = assemblies.Where(assembly => Path.GetDirectoryName(assembly) == own).ToList();
        var frameworks = assemblies.Except(program).Select(assembly => Path.GetDirectoryName(assembly)!).Distinct().ToList();
        // Such as /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.0.
        var root = Path.GetFullPath(Path.Combine(frameworks.FirstOrDefault() ?? own, "../../.."));
        if (frameworks.Count > 0 && File.Exists(Path.Combine(root, Starter)) && Directory.Exists(Path.Combine(root, Resolver)))
            return new SharedRuntime(root, frameworks, program);
        throw new UserException(
            "There is no .NET beside dvp that could be published with it.", "Install the .NET runtime 10, and run dvp with it.", "");
    }
}
