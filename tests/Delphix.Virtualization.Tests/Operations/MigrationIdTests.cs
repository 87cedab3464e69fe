using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Tests.Operations;

public sealed class MigrationIdTests
{
    private const string Huge = "123456789012345678901234567890123456789012345678901234567890";

    [Theory]
    [InlineData("1", "1")]
    [InlineData("01.02", "1.2")]
    [InlineData("1.2.0.0", "1.2")]
    [InlineData("2024.01.31", "2024.1.31")]
    [InlineData("1.0.2", "1.0.2")]
    [InlineData("0.1", "0.1")]
    [InlineData("10", "10")]
    [InlineData("000" + Huge + ".0", Huge)]
    public void TryParse_id_gives_its_standard_form(string text, string expected)
    {
        MigrationId.TryParse(text, out var id).Should().BeTrue();
        id!.ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1..2")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.x")]
    [InlineData("1,2")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("١")]
    [InlineData("v1")]
    public void TryParse_anything_else_gives_nothing(string? text)
    {
        MigrationId.TryParse(text, out var id).Should().BeFalse();
        id.Should().BeNull();
    }

    [Theory]
    [InlineData("1.2", "01.02")]
    [InlineData("1.2", "1.2.0.0")]
    [InlineData(Huge, "0" + Huge + ".0")]
    public void Ids_numerically_equal_are_one(string left, string right)
    {
        var (one, other) = (Id(left), Id(right));

        one.Should().Be(other);
        one.Equals((object)other).Should().BeTrue();
        one.CompareTo(other).Should().Be(0);
        one.GetHashCode().Should().Be(other.GetHashCode());
        (one == other).Should().BeTrue();
        (one != other).Should().BeFalse();
        (one <= other && one >= other).Should().BeTrue();
        (one < other || one > other).Should().BeFalse();
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("2", "10")]
    [InlineData("1.9", "1.10")]
    [InlineData("1", "1.0.1")]
    [InlineData("1.2", "1.2.1")]
    [InlineData("9", Huge)]
    [InlineData(Huge, Huge + "0")]
    public void Ids_compare_number_by_number(string lower, string higher)
    {
        var (one, other) = (Id(lower), Id(higher));

        one.CompareTo(other).Should().BeNegative();
        other.CompareTo(one).Should().BePositive();
        (one < other && one <= other && other > one && other >= one && one != other).Should().BeTrue();
        (one > other || one >= other || one == other).Should().BeFalse();
    }

    [Fact]
    public void Id_against_null_is_different_and_after_it()
    {
        var id = Id("1");

        id.CompareTo(null).Should().BePositive();
        id.Equals((MigrationId?)null).Should().BeFalse();
        (id == null).Should().BeFalse();
        ((MigrationId?)null == null).Should().BeTrue();
    }

    private static MigrationId Id(string text) => MigrationId.TryParse(text, out var id) ? id : throw new ArgumentException(text);
}
