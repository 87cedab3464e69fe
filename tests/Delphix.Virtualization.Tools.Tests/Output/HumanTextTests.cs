using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Output;

public class HumanTextTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1500, "1.5 s")]
    [InlineData(59_960, "0 min 59 s")]
    [InlineData(125_000, "2 min 05 s")]
    [InlineData(10_920_000, "3 h 02 min")]
    public void Duration_has_fitting_units(int milliseconds, string expected) =>
        HumanText.Duration(TimeSpan.FromMilliseconds(milliseconds)).Should().Be(expected);

    [Fact]
    public void Time_is_in_the_zone_of_its_reader()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), null, null);

        HumanText.Time(Samples.Noon, zone).Should().Be("2026-01-31 13:00:00");
    }
}
