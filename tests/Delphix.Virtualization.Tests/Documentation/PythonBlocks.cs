using System.Reflection;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What python-to-csharp.md has: the public SDK's names beside those here.</summary>
internal static class PythonBlocks
{
    // The platform classes of the package dlpx.virtualization.common; all others are in dlpx.virtualization.platform.
    private static readonly HashSet<Type> Common =
        [
            typeof(RemoteConnection), typeof(RemoteEnvironment), typeof(RemoteHost), typeof(RemoteUser), typeof(Credentials),
            typeof(PasswordCredentials), typeof(KeyPairCredentials)
        ];

    private static readonly (string Python, Type CSharp, string Difference)[] Exceptions =
    [
        ("platform.exceptions.UserError(message, action, output)",
            typeof(UserException),
            "The inner exception can be kept. The default action says the same in other words. An empty `output` stays empty; leave it "
                + "out for the stack trace."),
        ("libs.exceptions.LibraryError(id, message)",
            typeof(LibraryException),
            "`Id` may be read. `LibraryError` names the ids of the local engine; those of the platform are not public."),
        ("SystemExit",
            typeof(NonActionableLibraryException),
            "What `libs` does at an error that no plugin can handle. Catch clauses do not keep the call from ending with it."),
        ("libs.exceptions.PluginScriptError(message)", typeof(ScriptException), "`Result` has exit code, stdout and stderr."),
        ("libs.exceptions.IncorrectArgumentTypeError",
            typeof(LibraryException), "Types are the compiler's business; a wrong value is `LibraryError.InvalidArgument`."),
        ("platform.exceptions.IncorrectReturnTypeError",
            typeof(PluginRuntimeException), "Types are the compiler's business; null in a wrong place is left."),
        ("platform.exceptions.OperationNotDefinedError", typeof(OperationNotDefinedException), ""),
        ("platform.exceptions.OperationAlreadyDefinedError",
            typeof(PluginDefinitionException), "All faults of a plugin are listed at once."),
        ("platform.exceptions.MigrationIdAlreadyUsedError", typeof(PluginDefinitionException), "Likewise."),
        ("platform.exceptions.MigrationIdIncorrectFormatError", typeof(PluginDefinitionException), "Likewise."),
        ("common.exceptions.PluginRuntimeError", typeof(PluginRuntimeException), "The base of all that the SDK finds wrong."),
    ];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new("decorators", Markdown.Table(
            ["decorator", "attribute", "arguments", "parameters"],
            OperationTable.All.Select(row => new[]
            {
                Markdown.Code("@plugin." + OperationBlocks.DecoratorText(row)),
                Markdown.Code(OperationBlocks.AttributeText(row)),
                Markdown.Code(string.Join(", ", row.Parameters.Select(parameter => CSharpNames.Snake(parameter.Name)))),
                Markdown.Code(string.Join(", ", row.Parameters.Select(parameter => parameter.Name))),
            }))),
        new(
            "results",
            Markdown.Table(
                ["Python returns", "C# returns"],
                OperationTable.All.Select(row => row.Result).Distinct()
                    .Select(
                        kind => new[]
                        {
                            Python(kind),
                            kind == OperationResultKind.Nothing ? "`void`, `Task` or `ValueTask`" : OperationBlocks.ResultText(kind),
                        }))),
        new(
            "classes",
            Markdown.Table(
                ["package", "Python", "C#"],
                ClassBlocks.Types.Where(type => type != typeof(RunResult) && type != typeof(Plugin)).Select(Class))),
        new("libraries", Markdown.Table(["Python", "C#"], LibraryBlocks.Libraries.Select(Library))),
        new(
            "exceptions",
            Markdown.Table(
                ["Python", "C#", "difference"],
                Exceptions.Select(pair => new[] { Markdown.Code(pair.Python), TypeLinks.ToMarkdown(pair.CSharp.Name), pair.Difference }))),
    ];

    private static string[] Class(Type type)
    {
        var package = Common.Contains(type) ? "common" : "platform";
        return type.IsEnum
            ? [
                package,
                Codes(Enum.GetNames(type).Select(name => $"{type.Name}.{name.ToUpperInvariant()}")),
                Codes(Enum.GetNames(type).Select(name => $"{type.Name}.{name}")),
            ]
            : [package, Fields(type, CSharpNames.Snake), Fields(type, name => name)];
    }

    private static string Fields(Type type, Func<string, string> name) =>
        Markdown.Code(
            $"{CSharpNames.Plain(type)}: {string.Join(", ", ClassBlocks.PropertiesOf(type).Select(property => name(property.Name)))}");

    private static string[] Library(MethodInfo method)
    {
        // cancellationToken has no counterpart, and the documented name of a connection is longer.
        var python = method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken)).Select(parameter =>
            (parameter.Name == "connection" ? "remote_connection" : CSharpNames.Snake(parameter.Name!))
                + (parameter.HasDefaultValue ? $"={PythonDefault(parameter)}" : ""));
        var call = method.ReturnType.IsAssignableTo(typeof(Task)) ? "await libs." : "libs.";
        return
        [
            Markdown.Code($"libs.{LibraryBlocks.DocumentedNameOf(method)}({string.Join(", ", python)})"),
            Markdown.Code($"{call}{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.Name))})"),
        ];
    }

    private static string PythonDefault(ParameterInfo parameter) =>
        parameter.DefaultValue is bool value ? value ? "True" : "False" : "None";

    private static string Codes(IEnumerable<string> texts) => string.Join(", ", texts.Select(Markdown.Code));

    private static string Python(OperationResultKind kind) => kind switch
    {
        OperationResultKind.Nothing => "`None`",
        OperationResultKind.Repositories => "`list` of `RepositoryDefinition`",
        OperationResultKind.SourceConfigs => "`list` of `SourceConfigDefinition`",
        OperationResultKind.Size => "a number that is not negative",
        OperationResultKind.MigratedData => "`dict`",
        _ => $"`{OperationTypes.NameOf(kind).Split(' ')[^1]}`",
    };
}
