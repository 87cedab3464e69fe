namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler emit records and <c>init</c> accessors, which netstandard2.0 does not know.</summary>
internal static class IsExternalInit;
