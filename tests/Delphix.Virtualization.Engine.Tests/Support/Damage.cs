using System.Diagnostics;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>Ways in which a document can be damaged.</summary>
internal static class Damage
{
    public const string Truncated = "truncated";
    public const string Folder = "a directory";
    public const string Pipe = "a pipe";
    public const string Twice = "a name twice";
    public const string HalfACharacter = "half a character";
    public const string HalfACharacterInAName = "half a character in a name";

    /// <summary>What is done to a document, and how messages call it.</summary>
    public static TheoryData<string, string> All => new()
    {
        { "", "is empty" },
        { Truncated, "is damaged" },
        { Folder, "is a directory" },
        { Pipe, "cannot be read" },
        { "null", "says nothing" },
        { Twice, "is damaged" },
        { HalfACharacter, "is damaged" },
        { HalfACharacterInAName, "is damaged" },
        { "[]", "is damaged" },
        { "7", "is damaged" },
        { "{}", "is damaged" },
        { "\0\u0001\0binary", "is damaged" },
    };

    public static async Task DoAsync(string path, string damage)
    {
        var text = await File.ReadAllTextAsync(path);
        if (damage == Folder)
        {
            File.Delete(path);
            Directory.CreateDirectory(Path.Combine(path, "with something in it"));
            return;
        }

        if (damage == Pipe)
        {
            File.Delete(path);
            using var made = Process.Start("mkfifo", ["--", path]);
            await made.WaitForExitAsync();
            return;
        }

        await File.WriteAllTextAsync(path, damage switch
        {
            Truncated => text[..(text.Length / 2)],
            Twice => text.TrimEnd()[..^1] + """, "ofALaterEngine": { "a": 1, "a": 2 } }""",
            HalfACharacterInAName => text.TrimEnd()[..^1] + """, "of\ud800ALaterEngine": 1 }""",
            HalfACharacter => text.TrimEnd()[..^1] + """, "ofALaterEngine": "\ud800" }""",
            _ => damage,
        });
    }
}
