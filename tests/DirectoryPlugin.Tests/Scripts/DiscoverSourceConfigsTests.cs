using System.Text;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class DiscoverSourceConfigsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string List => _folder.Combine("directories.conf");

    // Stands in lists and results for the folder of the test.
    private const string Root = "{root}";

    [Theory]
    [InlineData("{root}/plain\n", "line={root}/plain\nfound=directory\n")]
    [InlineData("{root}/plain", "line={root}/plain\nfound=directory\n")]
    [InlineData("{root}/plain\r\n", "line={root}/plain\nfound=directory\n")]
    [InlineData("Orders=/\n", "line=Orders=/\nfound=directory\n")]
    [InlineData("Orders 2024 (old)={root}//plain/./\n", "line=Orders 2024 (old)={root}//plain/./\nfound=directory\n")]
    [InlineData("name={root}/a=b\n", "line=name={root}/a=b\nfound=directory\n")]
    [InlineData(" {root}/with blanks \n", "line= {root}/with blanks \nfound=directory\n")]
    [InlineData("{root}/$(touch pwned)`touch pwned`\n", "line={root}/$(touch pwned)`touch pwned`\nfound=directory\n")]
    [InlineData("{root}/-]'\"*@\n", "line={root}/-]'\"*@\nfound=directory\n")]
    [InlineData("{root}/back\\nslash\n", "line={root}/back\\\\nslash\nfound=directory\n")]
    [InlineData("{root}/ünï\n", "line={root}/ünï\nfound=directory\n")]
    [InlineData("{root}/link\n", "line={root}/link\nfound=directory\n")]
    [InlineData("{root}/missing\n", "line={root}/missing\nfound=missing\n")]
    [InlineData("{root}/missing/../plain\n", "line={root}/missing/../plain\nfound=missing\n")]
    [InlineData("x={root}/dangling\n", "line=x={root}/dangling\nfound=missing\n")]
    [InlineData("{root}/file\n", "line={root}/file\nfound=file\n")]
    [InlineData("{root}/*\n", "line={root}/*\nfound=missing\n")]
    [InlineData("plain\n\n# a\n", "line=plain\nfound=missing\nline=\nfound=missing\nline=# a\nfound=missing\n")]
    [InlineData("", "")]
    public async Task Line_is_reported_with_what_is_at_its_path(string list, string expected)
    {
        await MakeFoldersAsync();
        await File.WriteAllTextAsync(List, list.Replace(Root, _folder.Root, StringComparison.Ordinal));

        (await DiscoverAsync()).Should().Be(Heading() + expected.Replace(Root, _folder.Root, StringComparison.Ordinal));

        (await TreeText.NamesAsync(_folder.Root)).Should().NotContain("pwned");
    }

    [Fact]
    public async Task Line_that_is_not_utf8_or_ends_within_a_character_does_not_swallow_the_next()
    {
        await MakeFoldersAsync();
        await _folder.BashAsync("mkdir $'bad\\xff'; printf '%s\\n' \"$PWD\"/$'bad\\xff' $'caf\\xe9' \"$PWD/plain\" > directories.conf");

        (await DiscoverAsync()).Should().Be($"""
            {Heading()}line={_folder.Root}/bad�
            found=directory
            line=caf�
            found=missing
            line={_folder.Root}/plain
            found=directory

            """);
    }

    [Fact]
    public async Task List_of_a_host_offers_its_directories_and_what_it_does_not_offer_is_warned_of()
    {
        await MakeFoldersAsync();
        await _folder.BashAsync("""
            printf '%s\n' '# What may be linked:' "$PWD/plain" "Orders=$PWD/link/../a=b/" > directories.conf
            printf '%s\n' relative "$PWD/gone" "$PWD/file" "again=$PWD//plain" $'caf\xe9' >> directories.conf
            """);
        var log = new FakeLogger<HostDiscovery>();

        var discovery = new HostDiscovery(new LocalLibs(variables: Variables), log);
        var found = await discovery.FindSourceConfigs(Samples.Source, Samples.Repository, CancellationToken.None);

        found.Select(config => (config.Name, config.Path)).Should().Equal(
            ("plain", $"{_folder.Root}/plain"), ("Orders", $"{_folder.Root}/a=b"));
        log.Warnings.Should().Equal(
            $"source: 'relative' of {List} is skipped: the path is not absolute.",
            $"source: '{_folder.Root}/gone' of {List} is skipped: the directory does not exist.",
            $"source: '{_folder.Root}/file' of {List} is skipped: it is not a directory.",
            $"source: 'again={_folder.Root}//plain' of {List} is skipped: the directory is listed twice.",
            $"source: 'caf\uFFFD' of {List} is skipped: the line is not valid UTF-8.");
    }

    [ProgramFact("setpriv")]
    public async Task Directory_that_the_user_cannot_read_is_reported()
    {
        await _folder.BashAsync("mkdir 000 400 100; chmod 000 000; chmod 400 400; chmod 100 100");
        if (Environment.IsPrivilegedProcess)
            await _folder.BashAsync($"chown {TestMachine.Nobody} 000 400 100");
        await File.WriteAllTextAsync(List, $"{_folder.Root}/000\n{_folder.Root}/400\n{_folder.Root}/100\n");

        var found = string.Concat(((string[])["000", "400", "100"]).Select(name => $"line={_folder.Root}/{name}\nfound=unreadable\n"));
        (await DiscoverAsync(asNobody: true)).Should().MatchRegex("^list=.*\nuser=[a-z0-9_-]+\n").And.EndWith("\n" + found);
    }

    [Fact]
    public async Task Missing_list_is_reported_and_no_error() => (await DiscoverAsync()).Should().Be(Heading() + "unread=missing\n");

    [ProgramFact("setpriv")]
    public async Task Unreadable_list_is_reported_and_no_error()
    {
        await _folder.BashAsync("echo / > directories.conf; chmod 000 directories.conf");

        (await DiscoverAsync(asNobody: true)).Should().EndWith("\nunread=unreadable\n");
    }

    [Fact]
    public async Task List_that_is_a_directory_is_reported_and_no_error()
    {
        Directory.CreateDirectory(List);

        (await DiscoverAsync()).Should().Be(Heading() + "unread=unreadable\n");
    }

    [Fact]
    public async Task List_of_no_other_place_is_the_systems()
    {
        var result = await Shell.RunScriptAsync("discover-source-configs", new Dictionary<string, string> { ["DLPX_DIRECTORIES"] = "" });

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().StartWith("list=/etc/dlpx/directories.conf\nuser=");
    }

    [Fact]
    public async Task List_by_hand_is_read_the_same()
    {
        await MakeFoldersAsync();
        await File.WriteAllTextAsync(List, $"{_folder.Root}/plain\n", new UTF8Encoding(false));

        (await Shell.RunByHandAsync("discover-source-configs", Variables)).Should()
            .Be(await Shell.RunScriptAsync("discover-source-configs", Variables));
    }

    private Dictionary<string, string> Variables => new() { ["DLPX_DIRECTORIES"] = List };

    // Of each list that is looked for.
    private string Heading() => $"list={List}\nuser={Environment.UserName}\n";

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
