namespace Delphix.Virtualization.Bridge.Official;

/// <summary>What a Python plugin project is made from.</summary>
public sealed record OfficialProjectOptions
{
    /// <summary>The artifact file of the C# plugin, which the plugin host gets.</summary>
    public required string Artifact { get; init; }

    /// <summary>The folder of the project; files of an earlier build there are replaced.</summary>
    public required string Directory { get; init; }

    /// <summary>The name or IP address by which engines reach the plugin host; one of those that its certificate has.</summary>
    public required string HostAddress { get; init; }

    /// <summary>The port of the plugin host.</summary>
    public required int HostPort { get; init; }

    /// <summary>
    /// A folder with the platform's Python packages, which pip made: then the project's artifact is made, too. Null when the official build
    /// makes it.
    /// </summary>
    public string? Packages { get; init; }

    /// <summary>Where the project's artifact is, when it is made.</summary>
    public string ArtifactOfProject => Path.Combine(Directory, "artifact.json");

    /// <summary>The folder of certificates, which <c>dvp plugin-host certificates</c> makes.</summary>
    public required string Certificates { get; init; }
}
