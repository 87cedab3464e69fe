using Xunit.Abstractions;
using Xunit.Sdk;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A test of a contract. It is skipped in classes with <see cref="NeedsRootAttribute"/> when root does not run it.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Delphix.Virtualization.Engine.Tests.Support.ContractFactDiscoverer", "Delphix.Virtualization.Engine.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>A class whose contract only root can fulfil.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRootAttribute : Attribute;

public sealed class ContractFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Environment.IsPrivilegedProcess || !testMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsRootAttribute)).Any()
            ? base.CreateTestCase(discoveryOptions, testMethod, factAttribute)
            : new SkippedTestCase(
                DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod);
}

public sealed class SkippedTestCase : XunitTestCase
{
    [Obsolete("For deserialization.")]
    public SkippedTestCase()
    {
    }

    public SkippedTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => "Needs root: it mounts file systems.";
}
