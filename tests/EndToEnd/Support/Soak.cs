using System.Globalization;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>The settings of the random tests, which <c>make soak</c> changes.</summary>
internal static class Soak
{
    /// <summary>The seed of all random choices. The same seed gives the same choices.</summary>
    public static int Seed => Number("DVP_SOAK_SEED", 20240229);

    /// <summary>How many jobs are killed, at least.</summary>
    public static int Kills => Number("DVP_SOAK_KILLS", 30);

    /// <summary>The one kill to repeat, as a failure names it; null for all.</summary>
    public static string? Kill => Environment.GetEnvironmentVariable("DVP_SOAK_KILL") is { Length: > 0 } text ? text : null;

    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
