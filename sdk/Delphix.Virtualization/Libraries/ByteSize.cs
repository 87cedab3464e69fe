using static System.FormattableString;

namespace Delphix.Virtualization;

/// <summary>Sizes as people read them. The SDK, the local engine and <c>dvp</c> show all sizes so, and plugins may too.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>
    /// A size in the unit that fits it, each 1,024 of the one before: for example <c>512 B</c>, <c>1.5 MiB</c> or <c>2 GiB</c>.
    /// </summary>
    /// <param name="bytes">The number of bytes, 0 or more.</param>
    /// <returns>The size with at most one decimal and a point before it, whatever the culture.</returns>
    public static string Format(double bytes)
    {
        const double Step = 1024;
        // What would be shown as 1024 of a unit is 1 of the next.
        const double NextUnit = 1023.95;
        var unit = 0;
        for (; bytes >= NextUnit && unit < Units.Length - 1; unit++)
            bytes /= Step;
        return unit == 0 ? Invariant($"{bytes:0} {Units[0]}") : Invariant($"{bytes:0.#} {Units[unit]}");
    }
}
