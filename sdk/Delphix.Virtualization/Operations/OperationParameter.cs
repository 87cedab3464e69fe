namespace Delphix.Virtualization.Operations;

/// <summary>One parameter of a plugin operation. Parameters are bound by <see cref="Name"/>, in any order.</summary>
internal sealed class OperationParameter
{
    internal OperationParameter(string name, string messageName, OperationParameterKind kind)
    {
        Name = name;
        MessageName = messageName;
        Kind = kind;
    }

    /// <summary>The name a method must use, the documented one in camelCase.</summary>
    public string Name { get; }

    /// <summary>The property of the request message that carries the value.</summary>
    public string MessageName { get; }

    /// <summary>What the value is, and so which C# type the parameter must have.</summary>
    public OperationParameterKind Kind { get; }
}
