namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>How far a job, or a step of it, has come.</summary>
public enum JobState
{
    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It did what it was for.</summary>
    Completed,

    /// <summary>It failed; what it had done was undone.</summary>
    Failed,

    /// <summary>Its user ended it; what it had done was undone.</summary>
    Cancelled,
}
