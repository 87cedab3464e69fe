using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class UserExceptionTests
{
    private const string Lost = "error DVP028 at `UserException`: The UserException is created but never thrown: the user would not see it";

    [Theory]
    [InlineData("new UserException(\"x\");")]
    [InlineData("_ = new UserException(\"x\");")]
    [InlineData("var lost = new UserException(\"x\");")]
    [InlineData("UserException lost; lost = new UserException(\"x\");")]
    [InlineData("Exception lost = new UserException(\"x\");")]
    [InlineData("_ = text ?? (object)new UserException(\"x\");")]
    [InlineData("_ = text == null ? null : new UserException(\"x\");")]
    [InlineData("Action act = () => new UserException(\"x\");")]
    public async Task Exception_that_is_only_created_is_dvp028(string statement) => (await OfAsync(statement)).Should().Equal(Lost);

    [Fact]
    public async Task Exception_of_a_derived_class_is_dvp028()
    {
        (await OfAsync("new NoSpaceException();")).Should().Equal(
            "error DVP028 at `NoSpaceException`: The NoSpaceException is created but never thrown: the user would not see it");
        (await OfAsync("NoSpaceException lost = new();")).Should().Equal(
            "error DVP028 at `new`: The NoSpaceException is created but never thrown: the user would not see it");
    }

    [Fact]
    public async Task Exception_as_a_void_methods_expression_is_dvp028() =>
        (await new AnalyzedCode("public static class Errors { public static void Fail() => new UserException(\"x\"); }").LinesAsync())
            .Should().Equal(Lost);

    [Theory]
    [InlineData("throw new UserException(\"x\");")]
    [InlineData("_ = text ?? throw new UserException(\"x\");")]
    [InlineData("var error = new UserException(\"x\"); throw error;")]
    [InlineData("var error = text == null ? new UserException(\"x\") : null; if (error is not null) throw error;")]
    [InlineData("Func<Exception> make = () => new UserException(\"x\"); throw make();")]
    [InlineData("Log(new UserException(\"x\"));")]
    [InlineData("Last = new UserException(\"x\");")]
    [InlineData("Exception[] all = [new UserException(\"x\")]; Log(all[0]);")]
    [InlineData("Log(new Exception(\"y\", new UserException(\"x\")));")]
    [InlineData("Log(text switch { null => new UserException(\"x\"), _ => new InvalidOperationException() });")]
    [InlineData("new InvalidOperationException(\"x\");")]
    public async Task Exception_that_someone_gets_is_fine(string statement) => (await OfAsync(statement)).Should().BeEmpty();

    [Fact]
    public async Task Exception_that_is_returned_is_fine()
    {
        var code = new AnalyzedCode(
            "public static class Errors { public static UserException Make() => new(\"x\"); "
                + "public static Exception Other() { return new UserException(\"x\"); } }");

        (await code.LinesAsync()).Should().BeEmpty();
    }

    private static Task<IReadOnlyList<string>> OfAsync(string statement) => new AnalyzedCode(
        $$"""
        public sealed class NoSpaceException() : UserException("The storage is full.");

        public static class Errors
        {
            public static Exception? Last { get; private set; }

            public static void Run(string? text)
            {
                {{statement}}
            }

            private static void Log(Exception exception) => Last = exception;
        }
        """).LinesAsync();
}
