using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>A dSource or a VDB of the stand-in engine.</summary>
/// <param name="guid">Its id.</param>
/// <param name="parameters">The values that its user gave.</param>
/// <param name="volume">The folder that is its storage.</param>
internal sealed class Dataset(string guid, JsonObject parameters, string volume)
{
    public string Guid { get; } = guid;

    public JsonObject Parameters { get; set; } = parameters;

    public JsonObject SourceConfig { get; set; } = [];

    public string Volume { get; set; } = volume;

    /// <summary>The message of its mount; null when it is not mounted.</summary>
    public JsonObject? Mount { get; set; }

    /// <summary>Where its files are.</summary>
    public string Path => $"{Mount!["mountPath"]}";
}
