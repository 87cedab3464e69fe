using System.Diagnostics;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>How the process of an engine is started.</summary>
internal static class EngineProgram
{
    /// <summary>
    /// Folders of the official packages, for a check by hand: the engine then runs the plugin under them and not under the double.
    /// </summary>
    private const string OfficialPackages = "DVP_OFFICIAL_PACKAGES";

    public static ProcessStartInfo Of(string project)
    {
        var python = Path.Combine(AppContext.BaseDirectory, "python");
        var official = Environment.GetEnvironmentVariable(OfficialPackages);
        var program = Path.Combine(python, "engine", official is null ? "stand_in_engine.py" : "official_engine.py");
        return new ProcessStartInfo("/usr/bin/python3", ["-B", program, Path.Combine(project, "src")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONPATH"] = official ?? Path.Combine(python, "double") },
        };
    }
}
