using System.Reflection;

namespace Delphix.Virtualization.Runtime;

/// <summary>Takes the value out of what a method returns, whether or not it is wrapped in a task.</summary>
internal sealed class MethodResult
{
    private readonly MethodInfo? _asTask;
    private readonly PropertyInfo? _result;

    internal MethodResult(Type returnType)
    {
        if (!returnType.IsGenericType)
            return;
        var generic = returnType.GetGenericTypeDefinition();
        if (generic == typeof(ValueTask<>))
            _asTask = returnType.GetMethod(nameof(ValueTask<>.AsTask));
        if (generic == typeof(Task<>) || generic == typeof(ValueTask<>))
            _result = typeof(Task<>).MakeGenericType(returnType.GenericTypeArguments).GetProperty(nameof(Task<>.Result));
    }

    /// <summary>The type of the value: <c>T</c> for <c>Task&lt;T&gt;</c>, void for <c>Task</c>.</summary>
    internal static Type Unwrap(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
            return typeof(void);
        return type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GenericTypeArguments[0]
            : type;
    }

    internal async ValueTask<object?> GetAsync(object? returned)
    {
        if (_asTask is not null)
            returned = _asTask.Invoke(returned, null);
        switch (returned)
        {
            case Task task:
                await task.ConfigureAwait(false);
                return _result?.GetValue(task);
            case ValueTask task:
                await task.ConfigureAwait(false);
                return null;
            default:
                return returned;
        }
    }
}
