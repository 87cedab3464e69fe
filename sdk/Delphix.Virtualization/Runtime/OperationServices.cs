using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Runtime;

/// <summary>What the constructor of an operation class may ask for.</summary>
internal sealed class OperationServices(ILibs libs, ILoggerFactory loggerFactory, TimeProvider clock) : IServiceProvider
{
    internal const string Offered = "ILibs, ILogger<T>, ILoggerFactory and TimeProvider";

    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(ILibs))
            return libs;
        if (serviceType == typeof(ILoggerFactory))
            return loggerFactory;
        if (serviceType == typeof(TimeProvider))
            return clock;
        return IsLogger(serviceType)
            ? Activator.CreateInstance(typeof(Logger<>).MakeGenericType(serviceType.GenericTypeArguments), loggerFactory)
            : null;
    }

    internal static bool CanProvide(Type type) =>
        type == typeof(ILibs) || type == typeof(ILoggerFactory) || type == typeof(TimeProvider) || IsLogger(type);

    private static bool IsLogger(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ILogger<>);
}
