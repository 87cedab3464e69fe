namespace Delphix.Virtualization.Engine;

/// <summary>The state of a dataset, as its plugin sees it.</summary>
/// <param name="Status">
/// Whether it is in working order; active when the plugin cannot tell, inactive when its storage is not mounted.
/// </param>
/// <param name="SizeBytes">Its size in bytes; null when the plugin cannot tell or the dataset is not mounted.</param>
public sealed record DatasetHealth(Status Status, long? SizeBytes);
