using System.Text;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class DiscoverSourceConfigsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string List => _folder.Combine("directories.conf");

    // Stands in lists and results for the folder of the test.
    private const string Root = "{root}";

    [Theory]
    [InlineData("{root}/plain\n", "name=plain\npath={root}/plain\n")]
    [InlineData("{root}/plain", "name=plain\npath={root}/plain\n")]
    [InlineData("{root}/plain\r\n", "name=plain\npath={root}/plain\n")]
    [InlineData("Orders=/\n", "name=Orders\npath=/\n")]
    [InlineData("/\n", "name=/\npath=/\n")]
    [InlineData("Orders 2024 (old)={root}/plain\n", "name=Orders 2024 (old)\npath={root}/plain\n")]
    [InlineData("{root}/a=b\n", "name=a=b\npath={root}/a=b\n")]
    [InlineData("name={root}/a=b\n", "name=name\npath={root}/a=b\n")]
    [InlineData("{root}/plain/\n", "name=plain\npath={root}/plain\n")]
    [InlineData("x={root}//plain///\n", "name=x\npath={root}/plain\n")]
    [InlineData("{root}/with blanks \n", "name=with blanks \npath={root}/with blanks \n")]
    [InlineData("{root}/$(touch pwned)`touch pwned`\n", "name=$(touch pwned)`touch pwned`\npath={root}/$(touch pwned)`touch pwned`\n")]
    [InlineData("{root}/-]'\"*@\n", "name=-]'\"*@\npath={root}/-]'\"*@\n")]
    [InlineData("{root}/back\\nslash\n", "name=back\\\\nslash\npath={root}/back\\\\nslash\n")]
    [InlineData("{root}/ünï\n", "name=ünï\npath={root}/ünï\n")]
    [InlineData("{root}/link\n", "name=link\npath={root}/link\n")]
    [InlineData("# a comment\n\n   \n\t# another\n#{root}/plain\n", "")]
    [InlineData("", "")]
    [InlineData("relative/path\n", "skipped=relative/path\nreason=the path is not absolute\n")]
    [InlineData("name=relative\n", "skipped=name=relative\nreason=the path is not absolute\n")]
    [InlineData("name = {root}/plain\n", "skipped=name = {root}/plain\nreason=the path is not absolute\n")]
    [InlineData("={root}/plain\n", "skipped=={root}/plain\nreason=the path is not absolute\n")]
    [InlineData("name=\n", "skipped=name=\nreason=the path is not absolute\n")]
    [InlineData("{root}/missing\n", "skipped={root}/missing\nreason=the directory does not exist\n")]
    [InlineData("x={root}/dangling\n", "skipped=x={root}/dangling\nreason=the directory does not exist\n")]
    [InlineData("{root}/file\n", "skipped={root}/file\nreason=it is not a directory\n")]
    [InlineData("{root}/plain\nx={root}//plain/\n{root}/a=b\n",
        "name=plain\npath={root}/plain\nskipped=x={root}//plain/\nreason=the directory is listed twice\nname=a=b\npath={root}/a=b\n")]
    [InlineData("{root}/*\n", "skipped={root}/*\nreason=the directory does not exist\n")]
    [InlineData("~\n", "skipped=~\nreason=the path is not absolute\n")]
    public async Task Line_is_offered_or_skipped_with_a_reason(string list, string expected)
    {
        await MakeFoldersAsync();
        await File.WriteAllTextAsync(List, list.Replace(Root, _folder.Root, StringComparison.Ordinal));

        (await DiscoverAsync()).Should().Be($"list={List}\nlistState=read\n{expected.Replace(Root, _folder.Root, StringComparison.Ordinal)}");

        (await TreeText.NamesAsync(_folder.Root)).Should().NotContain("pwned");
    }

    [ProgramFact("iconv")]
    public async Task Line_that_is_not_utf8_is_skipped_and_shown_escaped()
    {
        await MakeFoldersAsync();
        await _folder.BashAsync("mkdir $'bad\\xff'; printf '%s\\n' \"$PWD\"/$'bad\\xff' $'na\\xc3me='\"$PWD/plain\" \"$PWD/plain\" > directories.conf");

        (await DiscoverAsync()).Should().Be($"""
            list={List}
            listState=read
            skipped=$'{_folder.Root}/bad\\377'
            reason=the line is not valid UTF-8
            skipped=$'na\\303me={_folder.Root}/plain'
            reason=the line is not valid UTF-8
            name=plain
            path={_folder.Root}/plain

            """);
    }

    [ProgramFact("iconv")]
    public async Task Line_that_ends_within_a_character_does_not_swallow_the_next()
    {
        await MakeFoldersAsync();
        await _folder.BashAsync("printf '%s\\n' $'caf\\xe9' \"$PWD/plain\" > directories.conf");

        (await DiscoverAsync()).Should().EndWith($"skipped=$'caf\\\\351'\nreason=the line is not valid UTF-8\nname=plain\npath={_folder.Root}/plain\n");
    }

    [ProgramFact("setpriv")]
    public async Task Directory_that_the_user_cannot_read_is_skipped()
    {
        await _folder.BashAsync("mkdir 000 400 100; chmod 000 000; chmod 400 400; chmod 100 100");
        if (Environment.IsPrivilegedProcess)
            await _folder.BashAsync($"chown {Machine.Nobody} 000 400 100");
        await File.WriteAllTextAsync(List, $"{_folder.Root}/000\n{_folder.Root}/400\n{_folder.Root}/100\n");

        (await DiscoverAsync(asNobody: true)).Should().MatchRegex($"""
            listState=read
            skipped={_folder.Root}/000
            reason=the directory cannot be read by [a-z0-9_-]+
            skipped={_folder.Root}/400
            reason=the directory cannot be read by [a-z0-9_-]+
            skipped={_folder.Root}/100
            reason=the directory cannot be read by [a-z0-9_-]+
            $
            """);
    }

    [Fact]
    public async Task Missing_list_is_told_and_no_error() => (await DiscoverAsync()).Should().Be($"list={List}\nlistState=missing\n");

    [ProgramFact("setpriv")]
    public async Task Unreadable_list_is_told_and_no_error()
    {
        await _folder.BashAsync("echo / > directories.conf; chmod 000 directories.conf");

        (await DiscoverAsync(asNobody: true)).Should().Be($"list={List}\nlistState=unreadable\n");
    }

    [Fact]
    public async Task List_that_is_a_directory_is_told_and_no_error()
    {
        Directory.CreateDirectory(List);

        (await DiscoverAsync()).Should().Be($"list={List}\nlistState=unreadable\n");
    }

    [Fact]
    public async Task List_of_no_other_place_is_the_systems()
    {
        var result = await Shell.RunScriptAsync("discover-source-configs", new Dictionary<string, string> { ["DLPX_DIRECTORIES"] = "" });

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().StartWith("list=/etc/dlpx/directories.conf\nlistState=");
    }

    [Fact]
    public async Task List_by_hand_is_read_the_same()
    {
        await MakeFoldersAsync();
        await File.WriteAllTextAsync(List, $"{_folder.Root}/plain\n", new UTF8Encoding(false));

        (await Shell.RunByHandAsync("discover-source-configs", Variables)).Should().Be(await Shell.RunScriptAsync("discover-source-configs", Variables));
    }

    private Dictionary<string, string> Variables => new() { ["DLPX_DIRECTORIES"] = List };

    private Task<string> MakeFoldersAsync() => _folder.BashAsync("""
        mkdir plain a=b 'with blanks ' '$(touch pwned)`touch pwned`' -- "-]'\"*@" 'back\nslash' ünï; touch file; ln -s plain link; ln -s gone dangling
        """);

    private async Task<string> DiscoverAsync(bool asNobody = false)
    {
        var result = await Shell.RunScriptAsync("discover-source-configs", Variables, asNobody);
        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stderr.Should().BeEmpty();
        return result.Stdout;
    }
}
