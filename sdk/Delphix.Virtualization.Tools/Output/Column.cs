namespace Delphix.Virtualization.Tools.Output;

/// <summary>A column of a list for people.</summary>
/// <param name="Title">Its heading, in capitals.</param>
/// <param name="Value">What it shows of an item.</param>
/// <param name="IsNumber">Whether its values line up at the right.</param>
internal sealed record Column<T>(string Title, Func<T, string> Value, bool IsNumber = false);
