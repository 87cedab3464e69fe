using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.Tools.Tests.Init;

public class TemplateTextTests
{
    [Theory]
    [InlineData("a\n#if X\nb\n#endif\nc\n", "a\nb\nc\n")]
    [InlineData("a\n#if Y\nb\n#endif\nc\n", "a\nc\n")]
    [InlineData("#if X\na\n#if Y\nb\n#endif\nc\n#endif\nd\n", "a\nc\nd\n")]
    [InlineData("#if Y\na\n#if X\nb\n#endif\nc\n#endif\nd\n", "d\n")]
    public void Lines_are_kept_for_the_words_that_hold(string text, string chosen) =>
        TemplateText.Choose(text, new HashSet<string> { "X" }).Should().Be(chosen);

    [Fact]
    public void Edit_of_what_is_no_longer_there_fails()
    {
        var act = () => TemplateText.Edit("a b", "c", "d");

        act.Should().Throw<InvalidOperationException>().WithMessage("*'c'*");
    }
}
