namespace Delphix.Virtualization.Packaging;

/// <summary>
/// One build at a time per user: plugins that reference the same projects would otherwise compile into the same directories at once.
/// </summary>
internal static class BuildLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for other builds to end.</summary>
    /// <returns>The lock; disposing it lets the next build go on.</returns>
    internal static async Task<IDisposable> AcquireAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "dvp");
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "build.lock");
        var isWaiting = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!isWaiting)
                    progress?.Report("Waiting for another build to end");
                isWaiting = true;
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }
}
