using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>The compiled XML documentation of the SDK, as Markdown.</summary>
internal static partial class XmlDocs
{
    private static readonly ILookup<string, XElement> Members = XDocument.Load(
        Path.ChangeExtension(typeof(Plugin).Assembly.Location, ".xml"))
        .Descendants("member").ToLookup(member => member.Attribute("name")!.Value.Split('(')[0]);

    internal static string Summary(MemberInfo member) => Text(Required(Find(member), "summary", member));

    /// <summary>The paragraphs of the remarks; none when there are no remarks.</summary>
    internal static IReadOnlyList<string> Remarks(MemberInfo member) => Find(member).Element("remarks") is not { } remarks
        ? []
        : remarks.Elements("para").Any() ? [.. remarks.Elements("para").Select(Text)] : [Text(remarks)];

    internal static string Parameter(ParameterInfo parameter) =>
        Text(Find(parameter.Member).Elements("param").SingleOrDefault(element => element.Attribute("name")!.Value == parameter.Name)
            ?? throw Missing($"<param name=\"{parameter.Name}\">", parameter.Member));

    internal static string? Returns(MemberInfo member) => Find(member).Element("returns") is { } returns ? Text(returns) : null;

    /// <summary>What a member says that it throws: the exception's name and when.</summary>
    internal static IEnumerable<(string Name, string When)> Exceptions(MemberInfo member) =>
        Find(member).Elements("exception").Select(exception => (NameOf(exception.Attribute("cref")!.Value), Text(exception)));

    private static XElement Find(MemberInfo member)
    {
        var candidates = Members[IdOf(member)].ToList();
        // Of several overloads, the one whose parameters are documented under these names.
        if (candidates.Count > 1 && member is MethodBase method)
        {
            var names = method.GetParameters().Select(parameter => parameter.Name!).ToList();
            candidates = [.. candidates.Where(
                candidate => candidate.Elements("param").Select(element => element.Attribute("name")!.Value).SequenceEqual(names))];
        }

        return candidates is [var found] ? found : throw Missing("documentation", member);
    }

    private static string IdOf(MemberInfo member) => member switch
    {
        Type type => "T:" + TypeId(type),
        MethodBase method =>
            $"M:{TypeId(method.DeclaringType!)}.{method.Name.Replace('.', '#')}"
                + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : ""),
        PropertyInfo => $"P:{TypeId(member.DeclaringType!)}.{member.Name}",
        _ => $"F:{TypeId(member.DeclaringType!)}.{member.Name}",
    };

    private static string TypeId(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static XElement Required(XElement found, string name, MemberInfo member) =>
        found.Element(name) ?? throw Missing($"<{name}>", member);

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => see.Attribute("cref") is { } target
            ? TypeLinks.ToMarkdown(NameOf(target.Value))
            : Markdown.Code(see.Attribute("langword")!.Value),
        XElement { Name.LocalName: "paramref" } parameter => Markdown.Code(parameter.Attribute("name")!.Value),
        XElement { Name.LocalName: "c" } code => Markdown.Code(code.Value),
        XElement { Name.LocalName: "para" } para => $" {Text(para)} ",
        _ => throw new NotSupportedException($"{node} has no form in Markdown yet."),
    };

    // T:Delphix.Virtualization.ScriptException is ScriptException; P:….PlatformLimits.LibraryBytes is PlatformLimits.LibraryBytes.
    private static string NameOf(string target)
    {
        var parts = target[2..].Split('(')[0].Split('.');
        return target[0] == 'T' ? parts[^1].Split('`')[0] : $"{parts[^2]}.{parts[^1]}";
    }

    private static InvalidOperationException Missing(string what, MemberInfo member) =>
        new($"{member.DeclaringType?.Name}.{member.Name} has no {what}.");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
