using System.Text;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>
/// Reads secret values. All users of a machine can see the arguments of a program, so a secret is typed or pasted at a terminal without
/// echo, or read from standard input. The line end after a single line is left out.
/// </summary>
internal sealed class UnseenInput(Terminal terminal)
{
    private string? _reader;

    /// <param name="name">What the value is for.</param>
    /// <param name="option">How the command line asks for it.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="UserException">Standard input has no value for it.</exception>
    internal async Task<string> ReadAsync(string name, string option, CancellationToken cancellationToken)
    {
        if (terminal.ReadKey is not null)
            return await ReadTypedAsync(name, option, terminal.ReadKey, cancellationToken);
        if (_reader is not null)
            throw new UserException(
                $"Standard input was already read for {_reader}, so it cannot give {name}, too.",
                "Put the values into a JSON file that only you can read: --param @FILE", "");
        _reader = name;
        terminal.Error.WriteLine($"Reading {name} from standard input");
        var text = await terminal.Input().ReadToEndAsync(cancellationToken);
        if (text.Length == 0)
            throw new UserException(
                $"{option}: standard input is empty.", $"Give the value on standard input, for example: dvp … {option} < FILE", "");
        return text.IndexOf('\n', StringComparison.Ordinal) == text.Length - 1 ? text.TrimEnd('\r', '\n') : text;
    }

    private async Task<string> ReadTypedAsync(string name, string option, Func<ConsoleKeyInfo> readKey, CancellationToken cancellationToken)
    {
        // Asking for a waiting key makes .NET turn the echo of the terminal off. It has to be off before the question is shown.
        terminal.IsKeyWaiting();
        terminal.Error.Write($"{name} (not shown): ");
        var value = await ReadLineAsync(readKey, cancellationToken);
        if (value.StartsWith("-----BEGIN", StringComparison.Ordinal))
            value += await ReadKeyFileAsync(readKey, cancellationToken);
        terminal.Error.WriteLine();
        // What is left would be the next value, or the next command of the user's shell.
        var left = new StringBuilder();
        while (terminal.IsKeyWaiting())
            left.Append(readKey().KeyChar);
        return string.IsNullOrWhiteSpace(left.ToString())
            ? value
            : throw new UserException(
                $"{option}: more than one line came.", $"Put the value into a file that only you can read, and say: {option} < FILE", "");
    }

    // The lines of a pasted private key after its first one, up to the one that ends it.
    private static async Task<string> ReadKeyFileAsync(Func<ConsoleKeyInfo> readKey, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder("\n");
        string line;
        do
        {
            line = await ReadLineAsync(readKey, cancellationToken);
            lines.Append(line).Append('\n');
        }
        while (!line.StartsWith("-----END", StringComparison.Ordinal));
        return lines.ToString();
    }

    private static async Task<string> ReadLineAsync(Func<ConsoleKeyInfo> readKey, CancellationToken cancellationToken)
    {
        var typed = new StringBuilder();
        while (true)
        {
            // Reading a key cannot be cancelled. Only the wait for it can.
            var key = await Task.Run(readKey, cancellationToken).WaitAsync(cancellationToken);
            if (key.KeyChar is '\r' or '\n')
                return typed.ToString();
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
    }
}
