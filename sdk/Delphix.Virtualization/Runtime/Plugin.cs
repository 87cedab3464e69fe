using System.Reflection;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>
/// A plugin: the classes whose methods are its operations. The entry point of <c>plugin_config.yml</c> names a static property
/// of this type.
/// </summary>
/// <example>
/// <code>
/// public static Plugin Plugin { get; } = new Plugin().AddOperations&lt;Ingestion&gt;().AddOperations&lt;Provisioning&gt;();
/// </code>
/// </example>
public sealed class Plugin
{
    private readonly List<Type> _operationClasses = [];

    /// <summary>Adds a class whose methods carry operation attributes.</summary>
    /// <typeparam name="TOperations">
    /// The class. Each call of an operation gets an instance of its own. Its constructor may ask for <see cref="ILibs"/>,
    /// <see cref="TimeProvider"/> and <c>ILogger&lt;T&gt;</c>.
    /// </typeparam>
    /// <returns>This plugin.</returns>
    /// <exception cref="ArgumentException">The class was added before, or none of its methods is an operation.</exception>
    public Plugin AddOperations<TOperations>()
        where TOperations : class
    {
        var type = typeof(TOperations);
        if (_operationClasses.Contains(type))
            throw new ArgumentException($"{type.Name} was added to the plugin before.");
        if (!OperationsOf(type).Any())
            throw new ArgumentException($"{type.Name} has no method with an operation attribute, such as [Linked.PreSnapshot].");
        _operationClasses.Add(type);
        return this;
    }

    internal IEnumerable<OperationMethod> Operations => _operationClasses.SelectMany(OperationsOf);

    private static IEnumerable<OperationMethod> OperationsOf(Type type) =>
        // Non-public methods too: binding refuses them, instead of leaving out an operation that its author believes is there.
        from method in type.GetMethods(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
        from operation in method.GetCustomAttributes<OperationAttribute>()
        select new OperationMethod(method, operation);

    /// <summary>A method with one of its attributes.</summary>
    internal sealed record OperationMethod(MethodInfo Method, OperationAttribute Operation);
}
