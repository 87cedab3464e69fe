using System.Diagnostics.CodeAnalysis;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Texts that a user gave, which become variables of scripts.</summary>
internal static class GivenText
{
    /// <summary>Returns the text, and refuses one with a NUL character, which no variable can hold.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="UserException">It has a NUL character.</exception>
    [return: NotNullIfNotNull(nameof(text))]
    internal static string? Check(string name, string? text) => text is null || !text.Contains('\0')
        ? text
        : throw new UserException(
            $"{name} has a NUL character: {Printable.Of(text)}", $"Set {name} without it: no path, name or pattern can have one.", "");
}
