namespace DirectoryPlugin.Tests.Support;

/// <summary>A tree as text: equal texts are equal trees.</summary>
internal static class TreeText
{
    // Name, type, mode, owners, time to the nanosecond; of all but directories the links, size and target too; then what the files hold.
    private const string List = """
        cd -- "$1"
        find . -printf '%P\t%y %m %U:%G %T@' \( -type d -printf '\n\0' -o -printf ' %n %s %l\n\0' \) | LC_ALL=C sort -z | tr -d '\0'
        find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum
        """;

    // For each name with several, the first name of its group.
    private const string Links = """
        export LC_ALL=C; cd -- "$1"; declare -A first
        find . ! -type d -links +1 -printf '%i %p\0' | sort -z -k 2 | while IFS= read -r -d '' line; do
            : "${first[${line%% *}]:=${line#* }}"; printf '%q %q\n' "${line#* }" "${first[${line%% *}]}"
        done
        """;

    /// <summary>Which names are one item.</summary>
    public static Task<string> LinksOfAsync(string tree) => Shell.BashAsync(Links, tree);

    /// <summary>Everything that a faithful copy has in common with its original.</summary>
    public static Task<string> OfAsync(string tree) => Shell.BashAsync(List, tree);

    /// <summary>The names in a tree, one a line.</summary>
    public static async Task<string[]> NamesAsync(string tree) =>
        (await Shell.BashAsync("cd -- \"$1\"; find . -mindepth 1 -printf '%P\\n' | LC_ALL=C sort", tree))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
