namespace Delphix.Virtualization.Packaging;

/// <summary>What a build made.</summary>
/// <param name="Artifact">The artifact that was written.</param>
/// <param name="Warnings">
/// What will not work, although the plugin was built: each part of the schema file without effect, each required operation that it lacks.
/// </param>
public sealed record BuildResult(Artifact Artifact, IReadOnlyList<string> Warnings);
