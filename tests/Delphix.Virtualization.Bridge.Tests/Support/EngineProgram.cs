using System.Diagnostics;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>How the process of an engine is started.</summary>
internal static class EngineProgram
{
    /// <summary>
    /// Folders of the official packages, for a check by hand: the engine then runs the plugin under them and not under the double.
    /// </summary>
    private const string OfficialPackages = "DVP_OFFICIAL_PACKAGES";

    /// <summary>The double of the official packages.</summary>
    public static string Double => Path.Combine(Python, "double");

    private static string Python => Path.Combine(AppContext.BaseDirectory, "python");

    /// <summary>For the plugin of a project.</summary>
    public static ProcessStartInfo OfProject(string project)
    {
        var official = Environment.GetEnvironmentVariable(OfficialPackages);
        var program = official is null ? "stand_in_engine.py" : "official_engine.py";
        return Start(program, Path.Combine(project, "src"), packages: official ?? Double);
    }

    /// <summary>For the plugin in the code of an artifact, a zip that has the packages, too.</summary>
    public static ProcessStartInfo OfCode(string zip) => Start("stand_in_engine.py", zip, packages: zip);

    private static ProcessStartInfo Start(string program, string code, string packages) =>
        new("/usr/bin/python3", ["-B", Path.Combine(Python, "engine", program), code])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONPATH"] = packages },
        };
}
