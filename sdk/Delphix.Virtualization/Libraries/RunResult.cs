namespace Delphix.Virtualization;

/// <summary>How a script on a host ended. Both texts together stay below <see cref="Runtime.PlatformLimits.LibraryBytes"/>.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Stdout">What it wrote to standard output, decoded as UTF-8.</param>
/// <param name="Stderr">What it wrote to standard error, decoded as UTF-8.</param>
public sealed record RunResult(int ExitCode, string Stdout, string Stderr);
