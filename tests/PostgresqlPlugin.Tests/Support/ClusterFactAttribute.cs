namespace PostgresqlPlugin.Tests.Support;

/// <summary>A test with a real cluster and an engine that mounts storage: it needs root, PostgreSQL and its user.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = TestMachine.WhyNoEngine() ?? TestMachine.WhyMissing(["runuser"]) ?? SourceCluster.WhyNone();
}
