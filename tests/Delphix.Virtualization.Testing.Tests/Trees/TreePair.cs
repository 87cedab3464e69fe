namespace Delphix.Virtualization.Testing.Tests;

/// <summary>A small tree and an exact copy of it, for tests that then disturb the copy.</summary>
internal sealed class TreePair : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string Expected => _directory.Combine("expected");

    public string Actual => _directory.Combine("actual");

    /// <param name="arrange">Bash run inside the tree before it is copied.</param>
    public static async Task<TreePair> CreateAsync(string arrange)
    {
        var pair = new TreePair();
        try
        {
            Directory.CreateDirectory(pair.Expected);
            await Script.RunAsync($"cd \"$1\"; {arrange}", pair.Expected);
            await Script.RunAsync("cp -a -- \"$1\" \"$2\"", pair.Expected, pair.Actual);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    /// <summary>Compares after <paramref name="change"/>, which is Bash run inside the copy.</summary>
    public async Task<TreeComparison> CompareAfterAsync(string change, TreeComparisonOptions? options = null)
    {
        await Script.RunAsync($"cd \"$1\"; {change}", Actual);
        return await TreeComparer.CompareAsync(Expected, Actual, options);
    }

    public void Dispose() => _directory.Dispose();
}
