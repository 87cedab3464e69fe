using System.Reflection;
using System.Runtime.Loader;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// The home of one loaded plugin: its own assemblies live here until the process ends, as code that can be unloaded starts more slowly.
/// Files are read and closed at once, so that a plugin's directory can be removed or replaced while it is loaded.
/// </summary>
internal sealed class PluginLoadContext(string mainAssembly) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(mainAssembly))
{
    private readonly AssemblyDependencyResolver _resolver = new(mainAssembly);
    private readonly string _directory = Path.GetDirectoryName(mainAssembly)!;

    internal Assembly LoadFile(string path)
    {
        using var code = File.OpenRead(path);
        var symbols = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbols))
            return LoadFromStream(code);
        using var symbolStream = File.OpenRead(symbols);
        return LoadFromStream(code, symbolStream);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.TryGet(assemblyName, out var shared))
            return shared;
        var path = _resolver.ResolveAssemblyToPath(assemblyName)
            ?? Path.Combine(_directory, assemblyName.CultureName ?? "", $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFile(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
