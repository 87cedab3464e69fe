using System.Buffers;

namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>Makes a part of a file name of text that others chose.</summary>
internal static class SafeFileName
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. ");

    /// <summary>
    /// The text, with an underscore for each character that means something to a file system, a shell or a header, or is of no plain
    /// alphabet.
    /// </summary>
    internal static string Of(string text) => string.Concat(text.Take(MaxLength).Select(c => Plain.Contains(c) ? c : '_'));
}
