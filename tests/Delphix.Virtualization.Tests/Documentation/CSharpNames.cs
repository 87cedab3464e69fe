using System.Reflection;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Types and members as they are written in C#.</summary>
internal static class CSharpNames
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(bool)] = "bool",
        [typeof(void)] = "void",
    };

    internal static string Of(ParameterInfo parameter) => Of(Nullability.Create(parameter));

    internal static string Of(PropertyInfo property) => Of(Nullability.Create(property));

    /// <summary>A type's name without type parameters and without what marks an attribute class.</summary>
    internal static string Plain(Type type) => type.Name.Split('`')[0];

    /// <summary>A parameter's default as it is written; null when it has none.</summary>
    internal static string? DefaultOf(ParameterInfo parameter) => !parameter.HasDefaultValue
        ? null
        : parameter.DefaultValue switch
        {
            null when parameter.ParameterType.IsValueType => "default",
            null => "null",
            bool value => value ? "true" : "false",
            var value => value.ToString(),
        };

    /// <summary>A parameter list, with types and defaults.</summary>
    internal static string Signature(MethodBase method) =>
        $"({string.Join(", ", method.GetParameters().Select(Parameter))})";

    private static string Parameter(ParameterInfo parameter) =>
        $"{Of(parameter)} {parameter.Name}{(DefaultOf(parameter) is { } value ? $" = {value}" : "")}";

    /// <summary>A name of Python for a name of C#: <c>MountPath</c> is <c>mount_path</c>.</summary>
    internal static string Snake(string name) =>
        string.Concat(
            name.Select(
                (letter, index) => char.IsUpper(letter) ? $"{(index > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static string Of(NullabilityInfo info) => Name(info) + (IsNullable(info) ? "?" : "");

    private static bool IsNullable(NullabilityInfo info) => Nullable.GetUnderlyingType(info.Type) is not null
        || (!info.Type.IsValueType && !info.Type.IsGenericParameter && info.ReadState == NullabilityState.Nullable);

    private static string Name(NullabilityInfo info) => (Nullable.GetUnderlyingType(info.Type) ?? info.Type) switch
    {
        var type when Keywords.TryGetValue(type, out var keyword) => keyword,
        var type when type.IsGenericType => $"{Plain(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Of))}>",
        // TLinkedSource stands for the plugin's own LinkedSourceDefinition.
        { IsGenericParameter: true } type => type.Name[1..] + "Definition",
        var type => type.Name,
    };
}
