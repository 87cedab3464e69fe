using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// The assemblies that a plugin shares with the program that loads it: the SDK and what the SDK itself references. One copy of each
/// serves all plugins, so that the types that pass between the engine and a plugin are the same on both sides.
/// </summary>
internal static class SharedAssemblies
{
    private static readonly Assembly Sdk = typeof(Plugin).Assembly;
    private static readonly Dictionary<string, (Assembly Assembly, Version Version)> Assemblies = Closure();

    /// <summary>Those whose types pass between the engine and a plugin: no plugin can have its own copy.</summary>
    private static readonly string[] Contract = [Sdk.GetName().Name!, "Microsoft.Extensions.Logging.Abstractions"];

    /// <summary>The host's copy, when it serves a plugin that asks for <paramref name="name"/>.</summary>
    /// <remarks>
    /// A plugin that needs a later version of a library than the SDK does brings its own copy of it. What counts is the version that the
    /// SDK was compiled against, which is the same in every program, so that an artifact does not depend on the one that built it.
    /// </remarks>
    internal static bool TryGet(AssemblyName name, [NotNullWhen(true)] out Assembly? assembly)
    {
        var isShared = Assemblies.TryGetValue(name.Name ?? "", out var known) && (name.Version is null || name.Version <= known.Version);
        assembly = isShared ? known.Assembly : null;
        return isShared;
    }

    /// <summary>Whether a file of published code is, or belongs to, an assembly that the host provides.</summary>
    internal static bool Provides(string file)
    {
        var assemblyFile = Path.ChangeExtension(file, ".dll");
        return Path.GetExtension(file) is ".dll" or ".pdb" or ".xml"
            && Assemblies.ContainsKey(Path.GetFileNameWithoutExtension(file))
            && File.Exists(assemblyFile)
            && TryGet(AssemblyName.GetAssemblyName(assemblyFile), out _);
    }

    /// <exception cref="PluginLoadException">The plugin was compiled against a later version of the SDK.</exception>
    internal static void CheckVersions(Assembly plugin)
    {
        foreach (var reference in plugin.GetReferencedAssemblies().Where(reference => Contract.Contains(reference.Name)))
        {
            if (!TryGet(reference, out _))
            {
                throw new PluginLoadException(
                    $"The plugin was built with {reference.Name} {reference.Version}, which is later than the "
                        + $"{Assemblies[reference.Name!].Version} of this program.",
                    "Update dvp and the engine, or build the plugin with their version of the SDK.");
            }
        }
    }

    private static Dictionary<string, (Assembly Assembly, Version Version)> Closure()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var program = Path.GetDirectoryName(Sdk.Location)!;
        var found = new Dictionary<string, (Assembly Assembly, Version Version)>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<AssemblyName>([Sdk.GetName()]);
        while (open.TryPop(out var name))
        {
            // Not loaded to find out: there are dozens, and most are never needed.
            if (File.Exists(Path.Combine(framework, $"{name.Name}.dll")) && !File.Exists(Path.Combine(program, $"{name.Name}.dll")))
                continue;
            var assembly = name.Name == Sdk.GetName().Name ? Sdk : Assembly.Load(name);
            if (Path.GetDirectoryName(assembly.Location) == framework)
                continue;
            var isNew = !found.TryGetValue(name.Name!, out var known);
            if (isNew || known.Version < name.Version)
                found[name.Name!] = (assembly, name.Version!);
            foreach (var reference in isNew ? assembly.GetReferencedAssemblies() : [])
                open.Push(reference);
        }

        return found;
    }
}
