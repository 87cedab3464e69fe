using System.Text;

namespace Delphix.Virtualization.Tools.Init;

/// <summary>A file of a new plugin.</summary>
/// <param name="Path">Where it goes, below the plugin's root directory.</param>
/// <param name="Contents">What it holds.</param>
internal sealed record TemplateFile(string Path, byte[] Contents)
{
    internal static TemplateFile OfText(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
