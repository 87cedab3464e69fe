namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// A document that cannot be read. It stays where it is, so that its reference is not given to anything else, until somebody restores it.
/// </summary>
/// <param name="Reference">The reference of the object or job.</param>
/// <param name="Noun">What it is.</param>
/// <param name="Name">Its name; null when no copy of the document tells it.</param>
/// <param name="Path">The document.</param>
/// <param name="Fault">What is wrong with it, as the rest of a sentence.</param>
internal sealed record DamagedDocument(string Reference, string Noun, string? Name, string Path, string Fault)
{
    /// <summary>Whether there is a good copy.</summary>
    internal bool HasCopy => Name is not null;

    private string Subject => Name is null ? Reference : $"'{Name}' ({Reference})";

    private string Message => $"The {Noun} {Subject} cannot be used: its document {Path} {Fault}.";

    private string Action => HasCopy
        ? $"Restore it from its last good copy: dvp engine restore {Reference}"
        : "Put the document back from a backup of the engine directory. There is no good copy of it.";

    /// <summary>The error for a command that needs the document.</summary>
    internal UserException ToException() => new(Message, Action, "");

    /// <inheritdoc/>
    public override string ToString() => $"{Message} {Action}";
}
