using Microsoft.Extensions.Logging;
using Moq;

namespace Delphix.Virtualization.Tests.Libraries;

public class ProgressLoggingTests
{
    [Theory]
    [InlineData(42.9, 42.9, "42 %: Copying")]
    [InlineData(0.0, 0.0, "0 %: Copying")]
    [InlineData(100.0, 100.0, "100 %: Copying")]
    [InlineData(-1.0, 0.0, "0 %: Copying")]
    [InlineData(double.PositiveInfinity, 100.0, "100 %: Copying")]
    [InlineData(double.NaN, null, "Copying")]
    [InlineData(null, null, "Copying")]
    public void Progress_is_a_line_of_level_information_with_the_progress_as_its_state(double? percent, double? expected, string line)
    {
        var logger = new Mock<ILogger>();

        logger.Object.LogProgress(percent, "Copying");

        logger.Verify(mock => mock.Log(
            LogLevel.Information, ProgressLogging.ProgressEvent, new OperationProgress(expected, "Copying"), null,
            It.Is<Func<OperationProgress, Exception?, string>>(
                format => format(new OperationProgress(expected, "Copying"), null) == line)));
    }

    [Fact]
    public void Progress_without_a_logger_or_a_detail_is_refused()
    {
        FluentActions.Invoking(() => ((ILogger)null!).LogProgress(1, "Copying")).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Mock.Of<ILogger>().LogProgress(1, null!)).Should().Throw<ArgumentNullException>();
    }
}
