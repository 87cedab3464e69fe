using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class CallableTests
{
    private const string Parameters = "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig";
    private const string Start = $"[Virtual.Start] public void Start({Parameters}) {{ }}";

    [Theory]
    [InlineData("internal")]
    [InlineData("private")]
    [InlineData("")]
    [InlineData("internal static")]
    public async Task Method_that_is_not_public_is_dvp021(string modifiers) =>
        (await AnalyzedCode.OfMethodAsync($"[Virtual.Start] {modifiers} void Start({Parameters}) {{ }}")).Should().Equal(
            "error DVP021 at `Start`: Ingestion.Start (virtual.start): the method must be public");

    [Fact]
    public async Task Method_that_is_generic_is_dvp023() =>
        (await AnalyzedCode.OfMethodAsync($"[Virtual.Start] public void Start<T>({Parameters}) {{ }}")).Should().Equal(
            "error DVP023 at `<T>`: Ingestion.Start (virtual.start): the method must not be generic");

    [Theory]
    [InlineData("public sealed class Ingestion { }")]
    [InlineData(
        "internal sealed class Ingestion(ILibs libs, ILogger<Ingestion> logger, ILoggerFactory loggers, TimeProvider time) { public "
            + "object[] All => [libs, logger, loggers, time]; }")]
    [InlineData("public sealed record Ingestion(ILibs Libs) { }")]
    [InlineData("public sealed class Ingestion { private Ingestion(string text) : this() { } public Ingestion() { } }")]
    [InlineData("public class Ingestion<T>(ILogger<T> logger) { public object Log => logger; }", "Ingestion<string>")]
    public async Task Class_that_can_be_created_is_fine(string type, string name = "Ingestion") =>
        (await new AnalyzedCode(WithStart(type), AnalyzedCode.Adding(name)).LinesAsync()).Should().BeEmpty();

    [Theory]
    [InlineData("public abstract class Ingestion { }")]
    [InlineData("public sealed class Ingestion { public Ingestion() { } public Ingestion(ILibs libs) { } }")]
    [InlineData("public sealed class Ingestion { private Ingestion() { } }")]
    public async Task Class_that_cannot_be_created_is_dvp024(string type) =>
        (await AnalyzedCode.OfClassAsync(WithStart(type))).Should()
            .Equal("error DVP024 at `Ingestion`: Ingestion: the class must have exactly one public constructor, and not be abstract");

    [Fact]
    public async Task Class_of_static_operations_only_needs_no_constructor() =>
        (await AnalyzedCode.OfClassAsync(
            $"public abstract class Ingestion {{ [Virtual.Start] public static void Start({Parameters}) {{ }} }}")).Should().BeEmpty();

    [Theory]
    [InlineData("static class", "static", "not be static: AddOperations cannot take a static class")]
    [InlineData("readonly struct", "", "be a class: AddOperations cannot take a struct")]
    [InlineData("interface", "static", "be a class: AddOperations cannot take an interface")]
    public async Task Type_that_cannot_be_added_is_dvp024(string kind, string modifier, string fault)
    {
        var code = new AnalyzedCode($"public {kind} Ingestion {{ [Virtual.Start] public {modifier} void Start({Parameters}) {{ }} }}");

        (await code.LinesAsync()).Should().Equal($"error DVP024 at `Ingestion`: Ingestion: the class must {fault}");
    }

    [Theory]
    [InlineData(
        "public sealed class Ingestion(ILibs libs, List<string> names) { public object[] All => [libs, names]; }", "List<string>", "names")]
    [InlineData("public sealed class Ingestion { public Ingestion(ILogger logger) { } }", "ILogger", "logger")]
    public async Task Constructor_that_asks_for_more_is_dvp025(string type, string written, string name) =>
        (await AnalyzedCode.OfClassAsync(WithStart(type))).Should().Equal(
            $"error DVP025 at `{written}`: Ingestion: the constructor asks for {written} {name}; it can have ILibs, ILogger<T>, "
                + $"ILoggerFactory and TimeProvider");

    [Fact]
    public async Task BaseClass_need_not_be_usable_by_itself()
    {
        var bases = $"public abstract class Base(string text) {{ public string Text => text; {Start} }}";

        (await AnalyzedCode.OfClassAsync(bases + " public sealed class Ingestion(ILibs libs) : Base(libs.ToString()!) { }")).Should()
            .BeEmpty();
        (await AnalyzedCode.OfClassAsync(bases + " public sealed class Ingestion(Uri uri) : Base(uri.ToString()) { }")).Should().Equal(
            "error DVP025 at `Uri`: Ingestion: the constructor asks for Uri uri; it can have ILibs, ILogger<T>, ILoggerFactory and "
                + "TimeProvider");
    }

    [Fact]
    public async Task BaseClass_that_is_added_is_checked_there()
    {
        var code = new AnalyzedCode(
            $"public abstract class Base {{ {Start} }} public sealed class Ingestion : Base;", AnalyzedCode.Adding("Base"));

        (await code.LinesAsync()).Should()
            .Equal("error DVP024 at `Base`: Base: the class must have exactly one public constructor, and not be abstract");
    }

    [Fact]
    public async Task Class_without_operations_may_be_anything()
    {
        var code = new AnalyzedCode(
            "public abstract class Other(string text) { public string Text => text; } public struct Value { } "
                + "public interface IService { void Start(); }");

        (await code.LinesAsync()).Should().BeEmpty();
    }

    private static string WithStart(string type) => type[..type.LastIndexOf('}')] + Start + "}";
}
