namespace Delphix.Virtualization.Tests.Libraries;

public class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(0.4, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1023.97, "1 KiB")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1_048_575, "1 MiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    [InlineData(long.MaxValue, "8192 PiB")]
    public void Size_has_a_fitting_unit(double bytes, string expected) => ByteSize.Format(bytes).Should().Be(expected);
}
