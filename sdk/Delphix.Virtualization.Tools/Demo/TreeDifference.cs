namespace Delphix.Virtualization.Tools.Demo;

/// <summary>One aspect of one item that differs, every text ready to be shown: odd names are escaped.</summary>
internal sealed record TreeDifference(string Path, TreeAspect Aspect, string Expected, string Actual)
{
    public override string ToString() => $"{Path}: {Aspect}: expected {Expected}, found {Actual}";
}
