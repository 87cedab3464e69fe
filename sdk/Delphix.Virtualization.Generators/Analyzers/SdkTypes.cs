using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers;

/// <summary>The types that the rules speak of, looked up once per compilation. One that the compilation does not know is null.</summary>
internal sealed class SdkTypes
{
    private const string Namespace = "Delphix.Virtualization.";

    private SdkTypes(Compilation compilation, INamedTypeSymbol operationAttribute)
    {
        OperationAttribute = operationAttribute;
        MigrationAttribute = Sdk("Operations.MigrationAttribute");
        SchemaDefinitionAttribute = Sdk("SchemaDefinitionAttribute");
        Plugin = Sdk("Plugin");
        Libs = Sdk("ILibs");
        UserException = Sdk("UserException");
        RemoteConnection = Sdk("RemoteConnection");
        DirectSource = Sdk("DirectSource`1");
        StagedSource = Sdk("StagedSource`1");
        VirtualSource = Sdk("VirtualSource`1");
        MountSpecification = Sdk("MountSpecification");
        Status = Sdk("Status");
        JsonObject = compilation.GetTypeByMetadataName("System.Text.Json.Nodes.JsonObject");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        TimeProvider = compilation.GetTypeByMetadataName("System.TimeProvider");
        LoggerFactory = compilation.GetTypeByMetadataName("Microsoft.Extensions.Logging.ILoggerFactory");
        Logger = compilation.GetTypeByMetadataName("Microsoft.Extensions.Logging.ILogger`1");
        string[] tasks = ["Task", "ValueTask", "Task`1", "ValueTask`1"];
        Tasks = [.. tasks.Select(name => compilation.GetTypeByMetadataName("System.Threading.Tasks." + name)).OfType<INamedTypeSymbol>()];

        INamedTypeSymbol? Sdk(string name) => compilation.GetTypeByMetadataName(Namespace + name);
    }

    public INamedTypeSymbol OperationAttribute { get; }

    public INamedTypeSymbol? MigrationAttribute { get; }

    public INamedTypeSymbol? SchemaDefinitionAttribute { get; }

    public INamedTypeSymbol? Plugin { get; }

    public INamedTypeSymbol? Libs { get; }

    public INamedTypeSymbol? UserException { get; }

    public INamedTypeSymbol? RemoteConnection { get; }

    public INamedTypeSymbol? DirectSource { get; }

    public INamedTypeSymbol? StagedSource { get; }

    public INamedTypeSymbol? VirtualSource { get; }

    public INamedTypeSymbol? MountSpecification { get; }

    public INamedTypeSymbol? Status { get; }

    public INamedTypeSymbol? JsonObject { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? TimeProvider { get; }

    public INamedTypeSymbol? LoggerFactory { get; }

    /// <summary><c>ILogger&lt;T&gt;</c>.</summary>
    public INamedTypeSymbol? Logger { get; }

    /// <summary>Task and ValueTask, each with and without a result.</summary>
    public IReadOnlyList<INamedTypeSymbol> Tasks { get; }

    /// <summary>The types of a compilation; null when it does not reference the SDK, so that no rule applies.</summary>
    public static SdkTypes? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName(Namespace + "Operations.OperationAttribute") is { } attribute
            ? new SdkTypes(compilation, attribute)
            : null;

    /// <summary>Whether two types are the same, apart from nullable annotations.</summary>
    public static bool Same(ISymbol? type, ISymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(type, known);

    /// <summary>Whether a type is made from a generic one.</summary>
    public static bool IsMadeFrom(ITypeSymbol type, INamedTypeSymbol? generic) => Same(type.OriginalDefinition, generic);

    /// <summary>A type and those that it derives from, the nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> WithBases(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }
}
