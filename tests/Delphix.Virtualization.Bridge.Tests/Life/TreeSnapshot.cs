using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>A snapshot of the stand-in engine.</summary>
/// <param name="Folder">A copy of the storage.</param>
/// <param name="Values">What the plugin said of it.</param>
internal sealed record TreeSnapshot(string Folder, JsonObject Values);
