using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>The shell of a learner, which keeps variables and its folder from one command to the next.</summary>
internal sealed class TutorialShell : IDisposable
{
    // Where the pages have the learner's clone, and where they have programs listen.
    private const string Clone = "~/delphix-directory-plugin";

    // Runs each command that it reads, up to a NUL, and then says how it ended, between two NULs.
    private const string Loop =
        """
        set +eu
        exec 9<&0 2>&1
        cd
        while IFS= read -r -d '' command <&9; do
            eval "$command" </dev/null 9<&-
            printf '\0%d\0' "$?"
        done
        """;

    // The program make takes the tests' dvp for the one that it would publish.
    private const string Prepare = "unset MAKELEVEL; export MAKEFLAGS=\"--no-print-directory DVP=$(type -P dvp) -o $(type -P dvp)\"";

    // A clone of the learner's own, and packages that are not downloaded: those of the user who runs the tests, as a layer below theirs.
    private const string ShareWithOrdinaryUser =
        """
        cd "$TMPDIR"
        mkdir -p home clone upper work
        (cd "$CLONE" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -cf -) | tar -xf - -C clone
        chown -R 64123:64123 clone
        real=$(readlink -f "$(find "$NUGET_PACKAGES" -mindepth 1 -maxdepth 1 -type l -print -quit)")
        mount -t tmpfs tmpfs work
        mkdir work/upper work/work
        mount -t overlay overlay -o "lowerdir=${real%/*},upperdir=work/upper,workdir=work/work" upper
        rm -rf upper/delphix.*
        chown 64123:64123 upper
        """;

    // No command of the pages takes nearly as long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly StreamReader _output;
    private readonly Dictionary<string, string> _places;

    private TutorialShell(
        Process process, string home, string clone, Dictionary<string, string>? places, IEnumerable<string> ports)
    {
        (_process, Home) = (process, home);
        _output = new StreamReader(process.StandardOutput.BaseStream, Encoding.UTF8);
        _places = new Dictionary<string, string>(places ?? []) { [Clone] = $"'{clone}'" };
        foreach (var port in (string[])["2222", "8400", .. ports])
            _places.Add(port, OtherPort());
    }

    /// <summary>The learner's home.</summary>
    public string Home { get; }

    /// <summary>Starts a shell in a new home.</summary>
    /// <param name="workshop">Where the home is.</param>
    /// <param name="isRoot">Whether the learner is root.</param>
    /// <param name="places">What is another here than on the pages; null for nothing.</param>
    /// <param name="ports">Ports of the pages that are others here, too.</param>
    public static async Task<TutorialShell> StartAsync(
        Workshop workshop, bool isRoot, Dictionary<string, string>? places = null, params IEnumerable<string> ports)
    {
        var home = workshop.Combine("home");
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(workshop.Combine("shell.sh"), $"{Prepare}\n{Loop}");
        if (isRoot)
            return new TutorialShell(workshop.Start($"HOME='{home}' exec bash \"$TMPDIR/shell.sh\""), home, Repository.Root, places, ports);
        await File.WriteAllTextAsync(workshop.Combine("share.sh"), ShareWithOrdinaryUser);
        await File.WriteAllTextAsync(workshop.Combine("enter.sh"), OrdinaryUser.EnterScript);
        var process = workshop.Start(
            $$"""
            export PROGRAMS='{{AppContext.BaseDirectory}}' CLONE='{{Repository.Root}}'
            exec unshare --mount --uts --propagation private bash -c '. "$TMPDIR/share.sh" && exec bash "$TMPDIR/enter.sh" "$@"' bash \
                NUGET_PACKAGES="$TMPDIR/upper" NuGetAudit=false UseSharedCompilation=true DOTNET_PROCESSOR_COUNT=1 bash "$TMPDIR/shell.sh"
            """);
        return new TutorialShell(process, home, workshop.Combine("clone"), places, ports);
    }

    /// <summary>Runs a command of a page. Home is <c>~</c> in what it prints.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        await _process.StandardInput.WriteAsync($"{Localize(command)}\0");
        await _process.StandardInput.FlushAsync();
        var shown = await ReadAsync();
        var exitCode = int.Parse(await ReadAsync(), CultureInfo.InvariantCulture);
        var ofPages = _places.ToDictionary(place => place.Value, place => place.Key);
        return (exitCode, Replace(shown, ofPages).Replace(Home, "~", StringComparison.Ordinal).TrimEnd());
    }

    /// <summary>A text of a page as it is on this machine.</summary>
    public string Localize(string text) => Replace(text, _places);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // All at once: what takes the place of one text may look like another one. Digits that are part of a longer number are no port.
    private static string Replace(string text, Dictionary<string, string> others) => Regex.Replace(
        text,
        string.Join('|', others.Keys.OrderByDescending(key => key.Length).Select(
            key => int.TryParse(key, CultureInfo.InvariantCulture, out _) ? $@"(?<!\d){key}(?!\d)" : Regex.Escape(key))),
        match => others[match.Value]);

    // A free port may be found twice while nobody listens there.
    private string OtherPort()
    {
        string port;
        do
            port = DvpProgram.FreePort().ToString(CultureInfo.InvariantCulture);
        while (_places.ContainsValue(port));
        return port;
    }

    private async Task<string> ReadAsync()
    {
        var text = new StringBuilder();
        var next = new char[1];
        while (await _output.ReadAsync(next).AsTask().WaitAsync(Patience) == 1 && next[0] != '\0')
            text.Append(next[0]);
        return next[0] == '\0' ? text.ToString() : throw new InvalidOperationException($"The shell has ended: {text}");
    }
}
