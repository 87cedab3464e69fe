using System.Globalization;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>What <c>make soak</c> asks of the tests that draw lots.</summary>
internal static class Soak
{
    /// <summary>What the lots are drawn from: the same seed, the same lots.</summary>
    public static int Seed => Number("DVP_SOAK_SEED", 20240229);

    /// <summary>How many jobs are killed, at least.</summary>
    public static int Kills => Number("DVP_SOAK_KILLS", 30);

    /// <summary>The one kill to repeat, as a failure names it; null for all.</summary>
    public static string? Kill => Environment.GetEnvironmentVariable("DVP_SOAK_KILL") is { Length: > 0 } text ? text : null;

    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
