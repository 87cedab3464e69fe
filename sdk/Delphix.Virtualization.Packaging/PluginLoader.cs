using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Delphix.Virtualization.Packaging;

/// <summary>Loads the code of plugins, each apart from the others.</summary>
public static class PluginLoader
{
    private const BindingFlags AnyMember =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    /// <summary>Loads a plugin.</summary>
    /// <param name="directory">Its published code.</param>
    /// <param name="entryPoint">The static property or field that holds the <see cref="Plugin"/>, as <c>Namespace.Type:Member</c>.</param>
    /// <returns>The object that the entry point holds. Its code stays loaded until the process ends.</returns>
    /// <exception cref="PluginLoadException">
    /// There is no such member, it does not hold a plugin, its class failed to initialize, or the code needs what this program does not
    /// have.
    /// </exception>
    public static Plugin Load(string directory, string entryPoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(entryPoint);
        if (entryPoint.Split(':') is not [{ Length: > 0 } typeName, { Length: > 0 } memberName])
            throw new PluginLoadException($"'{entryPoint}' is not an entry point.", "Write it as Namespace.Type:Member.");
        var mainAssembly = FindAssembly(Path.GetFullPath(directory), typeName);
        try
        {
            var assembly = new PluginLoadContext(mainAssembly).LoadFile(mainAssembly);
            SharedAssemblies.CheckVersions(assembly);
            return ReadMember(assembly, typeName, memberName);
        }
        catch (Exception e) when (e is not PluginLoadException)
        {
            throw new PluginLoadException(
                $"The plugin's code in {Path.GetFileName(mainAssembly)} cannot be loaded: {e.Message}",
                "Build the plugin again; if that does not help, look at what it references.",
                e);
        }
    }

    /// <summary>The assembly that defines a type; when none does, the one that most likely should.</summary>
    private static string FindAssembly(string directory, string typeName)
    {
        if (!Directory.Exists(directory))
            throw new PluginLoadException($"The directory {directory} of the plugin's code does not exist.", "Install the plugin again.");
        var files = Directory.EnumerateFiles(directory, "*.dll")
            .Where(file => !SharedAssemblies.Provides(file))
            .OrderByDescending(file => File.Exists(Path.ChangeExtension(file, ".deps.json")))
            .ThenBy(file => file, StringComparer.Ordinal)
            .ToList();
        return files.FirstOrDefault(file => Defines(file, typeName))
            ?? files.FirstOrDefault()
            ?? throw new PluginLoadException($"There is no plugin code in {directory}.", "Build the plugin again.");
    }

    private static bool Defines(string path, string typeName)
    {
        var outermost = typeName.Split('+')[0];
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata)
                return false;
            var metadata = file.GetMetadataReader();
            foreach (var type in metadata.TypeDefinitions)
            {
                if (FullName(metadata, metadata.GetTypeDefinition(type)) == outermost)
                    return true;
            }

            return false;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        return type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static Plugin ReadMember(Assembly assembly, string typeName, string memberName)
    {
        var type = assembly.GetType(typeName)
            ?? throw new PluginLoadException($"There is no type {typeName} in {assembly.GetName().Name}.", Candidates(assembly));
        var place = $"{typeName}:{memberName}";
        MemberInfo member = type.GetProperty(memberName, AnyMember) ?? (MemberInfo?)type.GetField(memberName, AnyMember)
            ?? throw new PluginLoadException($"The type {typeName} has no property or field {memberName}.", Candidates(assembly));
        var (memberType, isStatic) = member switch
        {
            PropertyInfo property => (property.PropertyType, property.GetMethod?.IsStatic),
            FieldInfo field => (field.FieldType, field.IsStatic),
            _ => throw new InvalidOperationException(),
        };
        if (memberType != typeof(Plugin))
            throw new PluginLoadException(
                $"{place} is of the type {memberType.Name}.", "The entry point must be of the type Delphix.Virtualization.Plugin.");
        if (isStatic is not true)
            throw new PluginLoadException(
                $"{place} is not a static property that can be read, nor a static field.",
                $"Write it as `public static Plugin {memberName} {{ get; }} = new Plugin()…`.");
        return ReadValue(member, place)
            ?? throw new PluginLoadException(
                $"{place} is null.", "Set it where it is declared, not in a method that nothing has called yet.");
    }

    private static Plugin? ReadValue(MemberInfo member, string place)
    {
        try
        {
            return (Plugin?)(member is PropertyInfo property ? property.GetValue(null) : ((FieldInfo)member).GetValue(null));
        }
        catch (Exception e) when (e is TargetInvocationException or TypeInitializationException)
        {
            var cause = e;
            while (cause is TargetInvocationException or TypeInitializationException && cause.InnerException is { } inner)
                cause = inner;
            throw new PluginLoadException(
                $"{place} could not be created: {cause.Message}",
                "Correct what the plugin's code does when its entry point is initialized.",
                cause);
        }
    }

    private static string Candidates(Assembly assembly)
    {
        var entryPoints = from type in LoadableTypes(assembly)
                          from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
                          where member is PropertyInfo { PropertyType: var property } && property == typeof(Plugin)
                             || member is FieldInfo { FieldType: var field, Name: var name }
                                 && field == typeof(Plugin)
                                 && !name.StartsWith('<')
                          orderby type.FullName, member.Name
                          select $"{type.FullName}:{member.Name}";
        var found = string.Join(", ", entryPoints);
        return found.Length > 0
            ? $"Set the entry point to one that exists: {found}."
            : "Add a static property of the type Plugin and set the entry point to it.";
    }

    private static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }
}
