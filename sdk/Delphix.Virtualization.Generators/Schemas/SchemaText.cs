using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>A schema file as it was read: a path and a text, which compare by value.</summary>
/// <param name="Path">Path of the file, as the project names it.</param>
/// <param name="Content">Its text; null when it cannot be read.</param>
internal sealed record SchemaText(string Path, string? Content)
{
    /// <summary>The file's name, for messages.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Whether an additional file is the plugin's schema, judged by its name.</summary>
    public static bool IsSchema(AdditionalText file) =>
        System.IO.Path.GetFileName(file.Path).EndsWith("schema.json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an additional file.</summary>
    public static SchemaText Read(AdditionalText file, CancellationToken cancellationToken) =>
        new(file.Path, file.GetText(cancellationToken)?.ToString());
}
