namespace DirectoryPlugin.Tests.Support;

/// <summary>How a sync ended.</summary>
/// <param name="Failure">The name of its failure; empty when it succeeded.</param>
/// <param name="Message">The message of the failure.</param>
/// <param name="Stderr">What the scripts printed on stderr.</param>
/// <param name="Log">What the plugin logged.</param>
internal sealed record SyncResult(string Failure, string Message, string Stderr, IReadOnlyList<string> Log)
{
    public void ShouldSucceed() => Failure.Should().BeEmpty("the sync should succeed: {0} {1}", Message, Stderr);

    public void ShouldFail(string failure) => Failure.Should().Be(failure, "{0} {1}", Message, Stderr);
}
