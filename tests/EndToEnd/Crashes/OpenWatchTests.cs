using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Crashes;

public sealed class OpenWatchTests
{
    [EngineFact]
    public async Task Watch_that_ends_while_files_of_the_folder_are_opened_lets_all_of_them_be_opened()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        using var ending = new CancellationTokenSource();
        var opening = Task.Run(() =>
        {
            while (!ending.IsCancellationRequested)
                File.OpenRead(file).Dispose();
        });

        var watching = Task.Run(() =>
        {
            for (var round = 0; round < 1000; round++)
            {
                using var watch = new OpenWatch(folder.Path, (_, _) => { });
            }
        });

        await watching.WaitAsync(TimeSpan.FromMinutes(1));
        await ending.CancelAsync();
        await opening.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
