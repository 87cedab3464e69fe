using System.Text;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>
/// Reads values that are not to be seen, as the arguments of a program are by everybody on the machine: typed at a terminal that does not show them, else
/// all of standard input, of which the end of a single line is left out.
/// </summary>
internal sealed class UnseenInput(Terminal terminal)
{
    private string? _reader;

    /// <param name="name">What the value is for.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="UserException">Standard input has no value for it.</exception>
    internal async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (terminal.ReadKey is not null)
            return await ReadTypedAsync(name, terminal.ReadKey, cancellationToken).ConfigureAwait(false);
        if (_reader is not null)
            throw new UserException($"Standard input has the value of {_reader}, so {name} cannot be read from it.", "Put the values into a JSON file that only you can read: --param @FILE", "");
        _reader = name;
        var text = await terminal.Input().ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        if (text.Length == 0)
            throw new UserException($"--param {name}: standard input is empty.", $"Write the value there, for example: --param {name} < FILE. What is no secret may be written as {name}=VALUE.", "");
        return text.IndexOf('\n', StringComparison.Ordinal) == text.Length - 1 ? text.TrimEnd('\r', '\n') : text;
    }

    private async Task<string> ReadTypedAsync(string name, Func<ConsoleKeyInfo> readKey, CancellationToken cancellationToken)
    {
        terminal.Error.Write($"{name} (not shown): ");
        var typed = new StringBuilder();
        while (true)
        {
            // Nothing ends the wait for a key, so nobody waits for that.
            var key = await Task.Run(readKey, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        terminal.Error.WriteLine();
        return typed.ToString();
    }
}
