using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Output;

public class HumanTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1_048_575, "1.0 MiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    [InlineData(long.MaxValue, "8192.0 PiB")]
    public void Size_has_a_fitting_unit(long bytes, string expected) => HumanText.Size(bytes).Should().Be(expected);

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1500, "1.5 s")]
    [InlineData(59_960, "0 min 59 s")]
    [InlineData(125_000, "2 min 05 s")]
    [InlineData(10_920_000, "3 h 02 min")]
    public void Duration_has_fitting_units(int milliseconds, string expected) => HumanText.Duration(TimeSpan.FromMilliseconds(milliseconds)).Should().Be(expected);

    [Fact]
    public void Time_is_in_the_zone_of_its_reader()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), null, null);

        HumanText.Time(Samples.Noon, zone).Should().Be("2026-01-31 13:00:00");
    }
}
