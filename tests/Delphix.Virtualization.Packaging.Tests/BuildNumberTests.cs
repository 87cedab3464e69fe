namespace Delphix.Virtualization.Packaging.Tests;

public sealed class BuildNumberTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("2.0.0", "2")]
    [InlineData("01.002.30", "1.2.30")]
    [InlineData("0.0.7.0", "0.0.7")]
    [InlineData("1.123456789012345678901234567890", "1.123456789012345678901234567890")]
    public void TryParse_valid_gives_standard_form(string text, string expected)
    {
        BuildNumber.TryParse(text, out var number).Should().BeTrue();
        number.ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.0.0")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1..2")]
    [InlineData("-1")]
    [InlineData("1.x")]
    [InlineData("1 .2")]
    [InlineData("١.٢")]
    public void TryParse_invalid_is_refused(string text) => BuildNumber.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void TryParse_longer_than_limit_is_refused() =>
        BuildNumber.TryParse(new string('1', BuildNumber.MaxLength + 1), out _).Should().BeFalse();

    [Theory]
    [InlineData("1.2", "1.10")]
    [InlineData("1", "1.0.1")]
    [InlineData("0.9", "1")]
    [InlineData("9", "10")]
    public void Compare_goes_number_by_number(string earlier, string later)
    {
        (Parse(earlier) < Parse(later)).Should().BeTrue();
        (Parse(later) >= Parse(earlier)).Should().BeTrue();
        default(BuildNumber).Should().BeLessThan(Parse(earlier));
    }

    [Fact]
    public void Equals_ignores_zeros_that_do_not_count()
    {
        (Parse("1.2") == Parse("01.02.0.0")).Should().BeTrue();
        Parse("1.2").GetHashCode().Should().Be(Parse("01.02.0").GetHashCode());
    }

    private static BuildNumber Parse(string text) => BuildNumber.TryParse(text, out var number) ? number : throw new FormatException(text);
}
