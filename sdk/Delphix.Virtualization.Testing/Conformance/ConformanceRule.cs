namespace Delphix.Virtualization.Testing;

/// <summary>A rule of the platform that a plugin's operations keep.</summary>
/// <param name="Name">Its short name, which stays the same, for example <c>failure-seen</c>.</param>
/// <param name="Text">What an operation has to do.</param>
/// <param name="Source">Where the documents say so.</param>
public sealed record ConformanceRule(string Name, string Text, string Source)
{
    /// <summary>The plugin has every operation that its workflows need.</summary>
    public static ConformanceRule Complete { get; } = new(
        "complete", "Every operation that a workflow needs is there.", "docs/reference/operations.md, Operations");

    /// <summary>What goes wrong in the plugin itself is no user's problem.</summary>
    public static ConformanceRule UserError { get; } = new(
        "user-error", "An operation fails in its user's words, by a UserException, and never by an internal error.",
        "docs/reference/errors.md");

    /// <summary>A policy's sync has no snapshot parameters.</summary>
    public static ConformanceRule PolicySync { get; } = new(
        "policy-sync", "optionalSnapshotParameters may be null: a policy gives none.", "docs/reference/operations.md, linked.preSnapshot");

    /// <summary>A value that is not required may be missing.</summary>
    public static ConformanceRule OptionalValues { get; } = new(
        "optional-values", "A value that the schema does not require may be missing.", "docs/reference/schemas.md, From schema to classes");

    /// <summary>No call counts on what an earlier one left in memory.</summary>
    public static ConformanceRule Stateless { get; } = new(
        "stateless", "An operation needs nothing that another one left in memory: an engine may run each call in a new process.",
        "docs/reference/operations.md, Workflows");

    /// <summary>What an operation returns is of the documented form and fits the schema.</summary>
    public static ConformanceRule ValidResult { get; } = new(
        "valid-result", "A result is of the documented form, and satisfies the plugin's schema.", "docs/reference/operations.md, Results");

    /// <summary>What failed is not reported as done.</summary>
    public static ConformanceRule FailureSeen { get; } = new(
        "failure-seen", "An operation that could reach no host does not say that it is done.", "docs/reference/errors.md");

    /// <summary>A dataset that nobody could look at is not active.</summary>
    public static ConformanceRule HonestStatus { get; } = new(
        "honest-status", "The status of what could not be looked at is not ACTIVE.", "docs/reference/operations.md, virtual.status");

    /// <summary>A job that is cancelled ends.</summary>
    public static ConformanceRule Cancels { get; } = new(
        "cancels", "An operation ends soon after it was cancelled, and hands its token to the libraries.",
        "docs/reference/operations.md, Methods");

    /// <summary>Nothing that a user typed becomes a command.</summary>
    public static ConformanceRule NoPasting { get; } = new(
        "no-pasting", "No value of a user is part of a script's text: it travels as a variable.", "docs/reference/libraries.md, Rules");

    /// <summary>Secrets stay secret.</summary>
    public static ConformanceRule NoSecrets { get; } = new(
        "no-secrets", "No password is logged, or part of a script's text or of a message.", "docs/reference/libraries.md, Rules");

    /// <summary>The same dataset is mounted at the same place.</summary>
    public static ConformanceRule StableMounts { get; } = new(
        "stable-mounts", "Asked twice for the same dataset, the mount specification is the same.",
        "docs/reference/operations.md, virtual.mountSpecification");

    /// <summary>A dataset that is disabled, or about to be mounted, has no mounts.</summary>
    public static ConformanceRule Unmounted { get; } = new(
        "unmounted", "An operation that engines call while nothing is mounted does without mounts.",
        "docs/reference/operations.md, Operations without mounts");

    /// <summary>An engine may call an operation again, such as after a job that failed.</summary>
    public static ConformanceRule Repeatable { get; } = new(
        "repeatable", "An operation may be called again, also after it failed.", "docs/reference/operations.md, Workflows");

    /// <summary>All rules.</summary>
    public static IReadOnlyList<ConformanceRule> All { get; } =
    [
        Complete, UserError, PolicySync, OptionalValues, Stateless, ValidResult, FailureSeen, HonestStatus, Cancels, Repeatable, NoPasting,
        NoSecrets, StableMounts, Unmounted,
    ];
}
