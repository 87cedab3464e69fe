namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>The engine's own scripts for hosts, which lie beside this file.</summary>
internal static class EmbeddedScript
{
    /// <param name="name">The script's file name.</param>
    internal static string Read(string name)
    {
        using var resource = new StreamReader(typeof(EmbeddedScript).Assembly.GetManifestResourceStream(name)!);
        return resource.ReadToEnd();
    }
}
