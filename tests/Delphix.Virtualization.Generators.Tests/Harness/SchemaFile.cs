using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Delphix.Virtualization.Generators.Tests.Harness;

/// <summary>An additional file that exists in memory only.</summary>
internal sealed class SchemaFile(string path, string? content) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) =>
        content is null ? null : SourceText.From(content, Encoding.UTF8);
}
