namespace Delphix.Virtualization.Packaging;

/// <summary>A file is not an artifact of a plugin, or not one that this SDK can use.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="innerException">The cause, kept for the logs.</param>
public sealed class InvalidArtifactException(string path, string reason, Exception? innerException = null)
    : UserException($"{path} is not a valid plugin artifact: {reason}", "Build it again with `dvp build`.", "", innerException)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
