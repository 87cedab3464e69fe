namespace Delphix.Virtualization.Testing;

/// <summary>One aspect of one item that differs, every text ready to be shown: odd names are escaped.</summary>
public sealed record TreeDifference(string Path, TreeAspect Aspect, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Aspect}: expected {Expected}, found {Actual}";
}
