namespace Delphix.Virtualization.Tools.Tests;

internal sealed record DvpResult(int ExitCode, string Output, string Error);
