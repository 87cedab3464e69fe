using System.Globalization;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>Whatever happens at the source, also during a sync: the next sync of a source that is quiet makes the dataset equal.</summary>
public sealed class SyncRandomTests : IDisposable
{
    private const string Seed = "DVP_SOAK_SEED";
    private const string Rounds = "DVP_SOAK_ROUNDS";
    private const int NoteLength = 8;

    private static readonly string[] Names = ["a", "b", "c c", "-d", "e\"'", "ü", "f\n", "g"];
    private static readonly string[] Folders = [".", "x", "x/y", "-z"];

    private readonly Dataset _dataset = Dataset.Mounted();
    private readonly Random _random = new(Number(Seed, 20240229));

    public void Dispose() => _dataset.Dispose();

    [RootFact]
    public async Task Dataset_is_equal_after_each_round_of_random_changes()
    {
        _dataset.AddProgram(
            "ssh",
            "#!/usr/bin/env bash\nuntil [[ $1 == -- ]]; do shift; done\nshift 2\nSSH_CONNECTION='127.0.0.1 1 127.0.0.1 22' exec bash -c "
                + "\"$*\"\n");
        (string, string)[] allowEmpty = [("DLPX_ALLOW_EMPTY_SOURCE", "true")];
        for (var round = 1; round <= Number(Rounds, 20); round++)
        {
            var changes = Changes();
            if (round % 5 == 0)
            {
                // A sync of a source that changes meanwhile may fail, but may not spoil anything.
                await Task.WhenAll(ChangeAsync(changes), _dataset.TrySyncAsync(allowEmpty));
            }
            else
            {
                await ChangeAsync(changes);
            }

            await _dataset.SyncAsync(allowEmpty);

            var because = string.Create(
                CultureInfo.InvariantCulture, $"of round {round} with seed {Number(Seed, 20240229)}, which was {changes}");
            (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source), "{0}", because);
            (await TreeText.LinksOfAsync(_dataset.Mount)).Should().Be(await TreeText.LinksOfAsync(_dataset.Source), "{0}", because);
            Notes(_dataset.Mount).Should().Equal(Notes(_dataset.Source), "{0}", because);
        }
    }

    // Changes whose item does not exist fail, and are ignored.
    private Task<string> ChangeAsync(string changes) => Shell.BashAsync($"cd -- \"$1\"; {{ {changes} }} 2>/dev/null", _dataset.Source);

    private string Changes()
    {
        var lines = new List<string>();
        for (var i = _random.Next(1, 12); i > 0; i--)
            lines.Add($"{{ {Change(Item(), Item())} }} || true;");
        Note();
        return string.Join('\n', lines);
    }

    private string Change(string item, string other) => _random.Next(16) switch
    {
        0 or 1 => $"mkdir -p x/y ./-z; [ -p {item} ] || printf {_random.Next(100_000)} > {item};",
        2 => $"[ -p {item} ] || head -c {_random.Next(200_000)} /dev/urandom > {item};",
        3 => $"[ -f {item} ] && printf {_random.Next(1000)} | dd of={item} bs=1 seek={_random.Next(100_000)} conv=notrunc status=none;",
        4 => $"[ -f {item} ] && truncate -s {_random.Next(300_000)} {item};",
        5 => $"mv -fT {item} {other};",
        6 or 7 => $"ln -fT {item} {other};",
        8 => $"[ -f {item} ] && cp -pT {item} {item}.new && mv -fT {item}.new {item};",
        9 => $"chmod {Convert.ToString(_random.Next(0x1000), 8)} {item};",
        10 => $"chown -h {_random.Next(3)}:{_random.Next(3)} {item};",
        11 => $"touch -h -d @{_random.Next(2_000_000_000)}.{_random.Next(1_000_000_000):d9} {item};",
        12 => $"rm -rf {item};",
        13 => $"ln -sfT {other} {item};",
        14 => $"rm -rf {item}; mkfifo {item};",
        _ => $"rm -rf {item}; mkdir {item}; printf x > {item}/inner;",
    };

    private string Item() =>
        $"'./{Folders[_random.Next(Folders.Length)]}/{Names[_random.Next(Names.Length)].Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // An attribute of one of the files, of which no other time than that of its change tells.
    private void Note()
    {
        var files = RegularFiles(_dataset.Source);
        if (files.Count == 0)
            return;
        var note = new byte[NoteLength];
        _random.NextBytes(note);
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, files[_random.Next(files.Count)]), "user.note", note);
    }

    private static List<string> Notes(string tree) =>
        [.. RegularFiles(tree).Select(
            file => $"{file} {Convert.ToHexString(ExtendedAttribute.Find(Path.Combine(tree, file), "user.note") ?? [])}")];

    private static List<string> RegularFiles(string tree) =>
    [
        .. new DirectoryInfo(tree).EnumerateFiles(
            "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            // FIFOs cannot have one, which is the same on both sides.
            .Where(file => file.LinkTarget is null && file.Length > 0)
            .Select(file => Path.GetRelativePath(tree, file.FullName)).Order(StringComparer.Ordinal),
    ];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
