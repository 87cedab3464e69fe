using System.Reflection;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What classes.md has of the platform classes.</summary>
internal static class ClassBlocks
{
    /// <summary>The platform classes, those that plugins meet first before the others.</summary>
    internal static IReadOnlyList<Type> Types { get; } =
    [
        typeof(StagedSource<>), typeof(DirectSource<>), typeof(VirtualSource<>),
        typeof(RemoteConnection), typeof(RemoteEnvironment), typeof(RemoteHost), typeof(RemoteUser),
        typeof(Mount), typeof(MountSpecification), typeof(OwnershipSpecification), typeof(Status),
        typeof(RunResult), typeof(Credentials), typeof(PasswordCredentials), typeof(KeyPairCredentials), typeof(Plugin),
    ];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new(
            "classes",
            Markdown.Table(
                ["class", "what it is"],
                Types.Select(type => new[] { TypeLinks.ToMarkdown(CSharpNames.Plain(type)), XmlDocs.Summary(type) }))),
        .. Types.Select(type => new GeneratedBlock(CSharpNames.Plain(type), Describe(type))),
    ];

    /// <summary>The properties that a class has for its users, in the order of its source.</summary>
    internal static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        (type.BaseType is { } parent && parent != typeof(object) ? PropertiesOf(parent) : [])
        .Concat(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        // A record repeats a parameter that its base has too; the last one counts.
        .GroupBy(property => property.Name).Select(same => same.Last());

    private static string Describe(Type type)
    {
        List<string> parts = [string.Join(' ', [XmlDocs.Summary(type), .. XmlDocs.Remarks(type)])];
        if (type.IsEnum)
            parts.Add(
                Markdown.Table(
                    ["value", "meaning"],
                    Enum.GetNames(type).Select(name => new[] { Markdown.Code(name), XmlDocs.Summary(type.GetField(name)!) })));
        else if (PropertiesOf(type).Any())
            parts.Add(
                Markdown.Table(
                    ["property", "C# type", "what it is"],
                    PropertiesOf(type).Select(
                        property => new[]
                        {
                            Markdown.Code(property.Name),
                            Markdown.Code(CSharpNames.Of(property)),
                            XmlDocs.Summary(property),
                        })));
        if (!type.IsEnum && !type.IsAbstract)
            parts.Add(Members(type));
        return string.Join("\n\n", parts);
    }

    private static string Members(Type type) => string.Join('\n', type.GetConstructors()
        .Select(
            constructor => $"- {Markdown.Code($"new {CSharpNames.Plain(type)}{CSharpNames.Signature(constructor)}")}{Thrown(constructor)}")
        .Concat(
            type == typeof(Plugin)
                ? type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(Method)
                : []));

    private static string Method(MethodInfo method)
    {
        var types = string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name));
        return $"- {Markdown.Code($"{method.Name}<{types}>{CSharpNames.Signature(method)}")}: {XmlDocs.Summary(method)}{Thrown(method)}";
    }

    private static string Thrown(MethodBase method)
    {
        // The default constructor of a class has no documentation of its own.
        if (method.GetParameters().Length == 0 && method.IsConstructor)
            return "";
        return string.Concat(XmlDocs.Exceptions(method).Select(thrown => $" Throws {TypeLinks.ToMarkdown(thrown.Name)}: {thrown.When}"));
    }
}
