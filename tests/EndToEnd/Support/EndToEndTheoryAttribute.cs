namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>An <see cref="EndToEndFactAttribute"/> with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EndToEndTheoryAttribute : TheoryAttribute
{
    public EndToEndTheoryAttribute() => Skip = EndToEndFactAttribute.Reason;
}
