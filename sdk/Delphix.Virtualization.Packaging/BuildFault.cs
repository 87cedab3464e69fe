namespace Delphix.Virtualization.Packaging;

/// <summary>One thing that keeps a plugin from being built, or that is warned of, and where it is.</summary>
/// <param name="File">The file that has the fault.</param>
/// <param name="Line">The line, counted from 1; null when the fault is not at one place.</param>
/// <param name="Column">The column, counted from 1; null when the fault is not at one place.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
public sealed record BuildFault(string File, int? Line, int? Column, string Message)
{
    /// <summary>The fault in one line, in the form that editors and terminals make a link of.</summary>
    public override string ToString() => Line is null ? $"{File}: {Message}" : $"{File}:{Line}:{Column ?? 1}: {Message}";
}
