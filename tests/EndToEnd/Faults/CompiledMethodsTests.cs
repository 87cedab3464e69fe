using System.Text;
using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>The lists of compiled methods, which the program <c>dvp</c> leaves in the engine directory.</summary>
public sealed class CompiledMethodsTests : IDisposable
{
    private const string ListPlugins = "dvp plugin list --engine-dir \"$TMPDIR/engine\"";

    private readonly DvpProgram _dvp = new();

    private string List => Path.Combine(_dvp.Temporary, "engine", "compiled", "plugin-list");

    public void Dispose() => _dvp.Dispose();

    [Fact]
    public async Task Each_command_leaves_a_list_that_only_the_engines_user_can_read()
    {
        await RunAsync("umask 0; mkdir -m 700 \"$TMPDIR/engine\"; " + ListPlugins);

        var first = await File.ReadAllBytesAsync(List);
        first.Should().NotBeEmpty();
        File.GetUnixFileMode(List).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await RunAsync(ListPlugins);
        (await File.ReadAllBytesAsync(List)).Should().NotBeEmpty();
        Directory.GetFiles(Path.GetDirectoryName(List)!).Should().Equal(List);
    }

    // Neither the first start nor a killed writer, a full disk or a lost block may cost more than the one command that meets it.
    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("zeros")]
    [InlineData("another program's")]
    [InlineData("names damaged")]
    public async Task Damaged_list_is_met_once(string damage)
    {
        await RunAsync("mkdir -m 700 \"$TMPDIR/engine\"; " + ListPlugins);
        var good = await File.ReadAllBytesAsync(List);
        byte[] damaged = damage switch
        {
            "empty" => [],
            "cut" => good[..(good.Length / 2)],
            "zeros" => [.. good[..512], .. new byte[good.Length - 512]],
            "another program's" => Encoding.ASCII.GetBytes("#!/bin/sh\nexit 1\n"),
            _ => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(good).Replace("Token=null", "Token=#ull", StringComparison.Ordinal)),
        };
        damaged.Should().NotEqual(good);
        await File.WriteAllBytesAsync(List, damaged);

        // .NET itself may end the process, as it reads the list.
        await _dvp.RunAsync(ListPlugins);

        (await RunAsync(ListPlugins)).Should().Contain("There is no plugin yet.");
    }

    [Fact]
    public async Task Commands_of_one_kind_run_side_by_side()
    {
        var output = await RunAsync(
            $"mkdir -m 700 \"$TMPDIR/engine\"; for i in 1 2 3 4 5 6; do {ListPlugins} & pids+=($!); done; "
                + "for p in \"${pids[@]}\"; do wait \"$p\"; done");

        output.Split('\n').Should().HaveCount(6).And.OnlyContain(line => line == "There is no plugin yet.");
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_to_is_no_hindrance()
    {
        var output = await RunAsync($"mkdir -m 700 \"$TMPDIR/engine\"; (umask 077; >\"$TMPDIR/engine/compiled\"); {ListPlugins}");

        output.Should().Be("There is no plugin yet.");
    }

    [Theory]
    [InlineData("mkfifo -m 600 plugin-list")]
    [InlineData("mkfifo -m 600 plugin-list.new")]
    [InlineData("ln -s /dev/zero plugin-list")]
    [InlineData("ln -s ../kept plugin-list.new")]
    [InlineData("mkdir -m 700 plugin-list plugin-list.new")]
    public async Task What_is_no_list_is_neither_read_nor_written(string command)
    {
        await RunAsync(
            $"umask 077; mkdir -p \"$TMPDIR/engine/compiled\"; cd \"$TMPDIR/engine/compiled\"; echo kept >../kept; {command}");

        (await RunAsync($"timeout --signal KILL 60 {ListPlugins}")).Should().Be("There is no plugin yet.");

        (await RunAsync("cat \"$TMPDIR/engine/kept\"")).Should().Be("kept");
    }

    private async Task<string> RunAsync(string script)
    {
        var (exitCode, output) = await _dvp.RunAsync($"set -e; {script}");
        exitCode.Should().Be(0, output);
        return output;
    }
}
