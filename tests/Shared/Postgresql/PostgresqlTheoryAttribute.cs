namespace Delphix.Virtualization.TestSupport;

/// <summary>A <see cref="PostgresqlFactAttribute"/> with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresqlTheoryAttribute : TheoryAttribute
{
    public PostgresqlTheoryAttribute() => Skip = PostgresqlFactAttribute.WhyNot();
}
