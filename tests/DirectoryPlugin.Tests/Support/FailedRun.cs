using Delphix.Virtualization;

namespace DirectoryPlugin.Tests.Support;

/// <summary>What a script says when it fails.</summary>
internal static class FailedRun
{
    /// <summary>That the script failed with this name, and printed these values after it and nothing before it.</summary>
    public static void ShouldFail(this RunResult result, string failure, params (string Key, string Value)[] values) =>
        (result.ExitCode, result.Stdout).Should()
            .Be((1, $"failure={failure}\n" + string.Concat(values.Select(value => $"{value.Key}={value.Value}\n"))), result.Stderr);
}
