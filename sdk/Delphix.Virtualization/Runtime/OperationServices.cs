using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Runtime;

/// <summary>What the constructor of an operation class may ask for.</summary>
internal sealed class OperationServices(ILibs libs, ILoggerFactory loggerFactory, TimeProvider clock)
{
    internal const string Offered = "ILibs, ILogger<T>, ILoggerFactory and TimeProvider";

    /// <summary>What a parameter of the constructor is given.</summary>
    /// <param name="type">One that <see cref="CanProvide"/>.</param>
    internal object Provide(Type type)
    {
        if (type == typeof(ILibs))
            return libs;
        if (type == typeof(ILoggerFactory))
            return loggerFactory;
        if (type == typeof(TimeProvider))
            return clock;
        return Activator.CreateInstance(typeof(Logger<>).MakeGenericType(type.GenericTypeArguments), loggerFactory)!;
    }

    internal static bool CanProvide(Type type) =>
        type == typeof(ILibs) || type == typeof(ILoggerFactory) || type == typeof(TimeProvider) || IsLogger(type);

    private static bool IsLogger(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ILogger<>);
}
