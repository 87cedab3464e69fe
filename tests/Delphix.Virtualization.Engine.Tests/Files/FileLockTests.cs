using System.Diagnostics;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string Path => _folder.PathOf("locks", "lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lock_held_in_the_same_process_is_not_given_twice()
    {
        using (var first = FileLock.TryAcquire(Path))
        {
            first.Should().NotBeNull();
            FileLock.TryAcquire(Path).Should().BeNull();
        }

        using var second = FileLock.TryAcquire(Path);
        second.Should().NotBeNull();
    }

    [Fact]
    public async Task Lock_held_by_a_process_that_is_killed_is_free()
    {
        Directory.CreateDirectory(_folder.PathOf("locks"));
        using var holder = Process.Start(new ProcessStartInfo("bash", ["-c", "exec 9>\"$1\"; flock 9; echo held; read -r _", "bash", Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await holder.StandardOutput.ReadLineAsync()).Should().Be("held");
        FileLock.TryAcquire(Path).Should().BeNull();
        var waits = 0;
        var waiter = FileLock.AcquireAsync(Path, () => waits++, CancellationToken.None);

        holder.Kill();
        using var taken = await waiter.WaitAsync(TimeSpan.FromMinutes(1));

        waits.Should().Be(1);
        await holder.WaitForExitAsync();
    }

    [Fact]
    public async Task Lock_taken_here_keeps_another_process_out()
    {
        using var taken = FileLock.TryAcquire(Path);

        (await Tool.TryRunAsync("flock", ["--nonblock", Path, "true"], CancellationToken.None)).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Acquire_that_is_cancelled_ends()
    {
        using var taken = FileLock.TryAcquire(Path);
        using var cancel = new CancellationTokenSource();
        var waiter = FileLock.AcquireAsync(Path, null, cancel.Token);

        await cancel.CancelAsync();

        await waiter.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Acquire_of_a_file_that_cannot_be_opened_fails_instead_of_waiting()
    {
        Directory.CreateDirectory(_folder.PathOf("locks"));
        File.CreateSymbolicLink(Path, Path);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var act = () => FileLock.AcquireAsync(Path, null, deadline.Token);

        await act.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task Lock_removed_by_its_holder_again_and_again_is_never_held_twice()
    {
        var holders = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var taken = 0; taken < 500;)
            {
                if (FileLock.TryAcquire(Path) is not { } held)
                    continue;
                taken++;
                var now = Interlocked.Increment(ref holders);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref holders);
                held.Remove();
            }
        })));

        most.Should().Be(1);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
