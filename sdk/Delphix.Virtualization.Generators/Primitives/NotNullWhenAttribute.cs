namespace System.Diagnostics.CodeAnalysis;

/// <summary>Tells the compiler when an out parameter is not null; netstandard2.0 does not know it.</summary>
/// <param name="returnValue">What the method returns then.</param>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    /// <summary>What the method returns when the parameter is not null.</summary>
    public bool ReturnValue { get; } = returnValue;
}
