using System.Globalization;
using System.Reflection;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What errors.md has of the exceptions and limits.</summary>
internal static class ErrorBlocks
{
    /// <summary>One of each exception, with who throws it, for the text that it makes.</summary>
    private static readonly (Exception Sample, string ThrownBy)[] Exceptions =
    [
        (new UserException("The source is empty."), "the plugin"),
        (new LibraryException(LibraryError.ConnectionFailed, "db.example does not answer."), "a platform library"),
        (new NonActionableLibraryException("The engine's storage is missing."), "a platform library, when the engine itself fails"),
        (new ScriptException(new RunResult(3, "", "")), "a platform library, with `check: true`"),
        (new PluginRuntimeException("The request for virtual.start is not valid: 'repository' must be an object."), "the SDK"),
        (new OperationFailedException("linked.preSnapshot", new InvalidOperationException()), "the SDK, around what an operation threw"),
        (new OperationNotDefinedException("virtual.initialize"), "the SDK"),
        (new SchemaViolationException("linked.postSnapshot: its result", ["files must be a whole number (up to 64 bits)"]), "the SDK"),
        (new LimitExceededException("The result of discovery.repository", PlatformLimits.OperationBytes, PlatformLimits.OperationBytes),
            "the SDK"),
        (new PluginDefinitionException(["Ingestion.Copy (linked.preSnapshot): the method must be public."]),
            "the SDK, when a plugin is loaded"),
    ];

    internal static IReadOnlyList<Type> Types { get; } = [
        .. Exceptions.Select(exception => exception.Sample.GetType()), typeof(LibraryError)
    ];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new("exceptions", Markdown.Table(
            ["exception", "thrown by", "for example"],
            Exceptions.Select(
                exception => new[]
                {
                    TypeLinks.ToMarkdown(exception.Sample.GetType().Name),
                    exception.ThrownBy,
                    exception.Sample.Message,
                }))),
        new("limits", Limits()),
        .. Types.Select(type => new GeneratedBlock(type.Name, type == typeof(LibraryError) ? Ids(type) : Describe(type))),
    ];

    private static string Describe(Type type)
    {
        var parent = type.BaseType == typeof(Exception) ? "" : $" A {TypeLinks.ToMarkdown(type.BaseType!.Name)}.";
        var constructor = type.GetConstructors().Single();
        List<string> parts =
        [
            string.Join(' ', [XmlDocs.Summary(type) + parent, .. XmlDocs.Remarks(type)]),
            Markdown.Code($"new {type.Name}{CSharpNames.Signature(constructor)}"),
        ];
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        if (properties.Length > 0)
            parts.Add(
                Markdown.Table(
                    ["property", "C# type", "what it is"],
                    properties.Select(
                        property => new[]
                        {
                            Markdown.Code(property.Name),
                            Markdown.Code(CSharpNames.Of(property)),
                            XmlDocs.Summary(property),
                        })));
        return string.Join("\n\n", parts);
    }

    private static string Ids(Type type) => string.Join("\n\n",
    [
        XmlDocs.Summary(type),
        Markdown.Table(["constant", "id", "meaning"], type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(id =>
            new[]
            {
                Markdown.Code(id.Name),
                string.Create(CultureInfo.InvariantCulture, $"{id.GetRawConstantValue()}"),
                XmlDocs.Summary(id),
            })),
    ]);

    private static string Limits() => Markdown.Table(
        ["limit", "below", "what it holds for"],
        typeof(PlatformLimits).GetFields(BindingFlags.Public | BindingFlags.Static).Select(limit =>
            new[] { Markdown.Code($"PlatformLimits.{limit.Name}"), Size((long)limit.GetRawConstantValue()!), XmlDocs.Summary(limit) }));

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Format(bytes)} ({bytes:N0} bytes)");
}
