using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators;

/// <summary>
/// Every diagnostic of the SDK; docs/reference/diagnostics.md explains each. An id keeps its meaning for ever and is never used again.
/// The texts are those of the runtime's binding wherever it reports the same fault. A method's place is <c>Class.Method (operation)</c>.
/// </summary>
internal static class DiagnosticDescriptors
{
    private const string SchemaCategory = "Schema";
    private const string OperationCategory = "Operations";
    private const string CodeCategory = "Code";

    /// <summary>DVP001. Arguments: the file's name, what is wrong.</summary>
    public static readonly DiagnosticDescriptor InvalidJson = new(
        "DVP001",
        "Schema file is not valid JSON",
        "'{0}' is not valid JSON: {1}",
        SchemaCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The plugin's definition classes come from its schema file, so nothing is generated until the file can be read.");

    /// <summary>DVP002. Arguments: the file's name, the definition's name.</summary>
    public static readonly DiagnosticDescriptor MissingDefinition = new(
        "DVP002",
        "Schema file lacks a definition",
        "'{0}' has no '{1}': add it at the top level, with \"type\": \"object\" and its \"properties\"",
        SchemaCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Every plugin defines its repositories, source configs, linked sources, virtual sources, snapshots and snapshot parameters.");

    /// <summary>DVP004. Arguments: the JSON path, what is wrong and what to do. The runtime's words for the same fault.</summary>
    public static readonly DiagnosticDescriptor InvalidSchema = new(
        "DVP004",
        "Schema file breaks a rule",
        "{0}: {1}",
        SchemaCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The build and the engine refuse such a file: it is no JSON Schema of draft-07, or breaks a rule of the platform.");

    /// <summary>DVP005. Arguments: the JSON path, what has no effect and what to do. The runtime's words for the same fault.</summary>
    public static readonly DiagnosticDescriptor SchemaWithoutEffect = new(
        "DVP005",
        "Part of the schema file has no effect",
        "{0}: {1}",
        SchemaCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Draft-07 allows such a schema, and it is used. "
        + "But a keyword that is misspelt, unknown or contradicted does not do what its author wants.");

    /// <summary>DVP010. Arguments: the method's place, the parameter, a suggestion or nothing, the expected parameters.</summary>
    public static readonly DiagnosticDescriptor UnknownParameter = new(
        "DVP010",
        "Operation has an unknown parameter",
        "{0}: there is no parameter '{1}'. {2}Expected: {3} and, if wanted, CancellationToken cancellationToken.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Parameters of operations are bound by name.");

    /// <summary>DVP011. Arguments: the method's place, the parameter, the expected parameters.</summary>
    public static readonly DiagnosticDescriptor MissingParameter = new(
        "DVP011",
        "Operation lacks a parameter",
        "{0}: the parameter '{1}' is missing. Expected: {2} and, if wanted, CancellationToken cancellationToken.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An operation takes all the parameters that the platform documents, also those that it does not use.");

    /// <summary>DVP012. Arguments: the method's place, the parameter, the expected type, the actual one.</summary>
    public static readonly DiagnosticDescriptor WrongParameterType = new(
        "DVP012",
        "Parameter of an operation has the wrong type",
        "{0}: the parameter '{1}' must be {2}, not {3}",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each parameter has the platform class or the generated definition class that its name stands for.");

    /// <summary>DVP013. Arguments: the method's place, the expected type, the actual one.</summary>
    public static readonly DiagnosticDescriptor WrongReturnType = new(
        "DVP013",
        "Operation has the wrong return type",
        "{0}: must return {1}, not {2}",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The result may also be wrapped in Task<T> or ValueTask<T>.");

    /// <summary>DVP014. Arguments: the method's place, the parameter.</summary>
    public static readonly DiagnosticDescriptor MisnamedCancellationToken = new(
        "DVP014",
        "CancellationToken of an operation has the wrong name",
        "{0}: there is no parameter '{1}'. The CancellationToken must be named cancellationToken.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Parameters of operations are bound by name, the token too.");

    /// <summary>DVP015. Arguments: the method's place, the other method.</summary>
    public static readonly DiagnosticDescriptor DuplicateOperation = new(
        "DVP015",
        "Plugin has an operation twice",
        "{0}: the plugin has this operation twice; {1} has it too",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The engine would not know which method to call.");

    /// <summary>DVP016. Arguments: the method's place, the plugin's strategy, how that is known.</summary>
    public static readonly DiagnosticDescriptor WrongStrategy = new(
        "DVP016",
        "Operation belongs to the other kind of plugin",
        "{0}: a {1} plugin does not have this operation. {2}.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Operations on the staging host exist only for plugins whose pluginType is STAGED.");

    /// <summary>DVP017. Arguments: the method's place, the parameter, its strategy, the plugin's strategy, how that is known.</summary>
    public static readonly DiagnosticDescriptor MixedStrategies = new(
        "DVP017",
        "Plugin mixes stagedSource and directSource",
        "{0}: the parameter '{1}' belongs to a {2} plugin, and this is a {3} plugin. {4}.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A plugin is either staged or direct, as pluginType in plugin_config.yml says.");

    /// <summary>DVP018. Argument: the missing operations.</summary>
    public static readonly DiagnosticDescriptor MissingOperation = new(
        "DVP018",
        "Plugin lacks required operations",
        "The plugin lacks required operations; workflows that need them will fail. Add methods with {0}.",
        OperationCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Such a plugin can be built and uploaded, but not do its job.");

    /// <summary>DVP019. Arguments: the method's place, the id.</summary>
    public static readonly DiagnosticDescriptor MalformedMigrationId = new(
        "DVP019",
        "Migration id is malformed",
        "{0}: '{1}' is not a migration id. Use positive integers separated by dots, such as 2.0.1.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Migrations run in the numerical order of their ids.");

    /// <summary>DVP020. Arguments: the method's place, the id in standard form, the other method.</summary>
    public static readonly DiagnosticDescriptor DuplicateMigrationId = new(
        "DVP020",
        "Migration id is taken",
        "{0}: the migration id {1} is taken by {2}. Ids are unique across all kinds of migrations.",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Ids are compared number by number with trailing zeros dropped: 1.2, 01.02 and 1.2.0.0 are one id.");

    /// <summary>DVP021. Argument: the method's place.</summary>
    public static readonly DiagnosticDescriptor NonPublicOperation = new(
        "DVP021",
        "Operation is not public",
        "{0}: the method must be public",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The engine calls operations from outside of the plugin.");

    /// <summary>DVP022. Argument: the method's place.</summary>
    public static readonly DiagnosticDescriptor AsyncVoidOperation = new(
        "DVP022",
        "Operation is async void",
        "{0}: an async method must return Task or ValueTask; nobody can wait for async void",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The workflow would continue before the operation has ended, and its exceptions would end the engine.");

    /// <summary>DVP023. Argument: the method's place.</summary>
    public static readonly DiagnosticDescriptor GenericOperation = new(
        "DVP023",
        "Operation is generic",
        "{0}: the method must not be generic",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The engine has no type arguments to give.");

    /// <summary>DVP024. Arguments: the class, what it must be.</summary>
    public static readonly DiagnosticDescriptor UnusableClass = new(
        "DVP024",
        "Operation class cannot be created",
        "{0}: the class must {1}",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each call of an operation gets an instance of its own, made with the class's only public constructor.");

    /// <summary>DVP025. Arguments: the class, the parameter's type and name.</summary>
    public static readonly DiagnosticDescriptor UnknownService = new(
        "DVP025",
        "Constructor asks for what is not offered",
        "{0}: the constructor asks for {1} {2}; it can have ILibs, ILogger<T>, ILoggerFactory and TimeProvider",
        OperationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Operation classes are made by the runtime, which has these four to give.");

    /// <summary>DVP026. Argument: the class. Known only when the whole compilation was seen.</summary>
    public static readonly DiagnosticDescriptor ForgottenClass = new(
        "DVP026",
        "Operation class is not added to the plugin",
        "{0} has operations but is never added to the plugin: call AddOperations<{0}>()",
        OperationCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The plugin has the operations of the classes that were added to it, and no others.",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>DVP027. Arguments: the expression, the method that runs the command.</summary>
    public static readonly DiagnosticDescriptor BuiltCommand = new(
        "DVP027",
        "Value is pasted into a command",
        "'{0}' becomes part of the text that {1} runs: pass the value as a variable, and use \"$NAME\" in the script",
        CodeCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A quote or a semicolon in the value would be run as code, and the text of a command is not kept secret as variables are.");

    /// <summary>DVP028. Argument: the exception's class.</summary>
    public static readonly DiagnosticDescriptor UnthrownException = new(
        "DVP028",
        "UserException is created and not thrown",
        "The {0} is created but never thrown: the user would not see it",
        CodeCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An operation tells its user of a problem by throwing; creating the exception does nothing.");
}
