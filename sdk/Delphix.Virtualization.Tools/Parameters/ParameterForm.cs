using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>Asks a person at a terminal for values that are required and were not given, as the platform's form does.</summary>
internal sealed class ParameterForm(Terminal terminal)
{
    /// <summary>Adds what is missing.</summary>
    /// <param name="fields">What the plugin asks for.</param>
    /// <param name="given">The values that were given; the answers are added.</param>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    internal async Task FillInAsync(IEnumerable<FormField> fields, JsonObject given, CancellationToken cancellationToken)
    {
        foreach (var field in fields.Where(field => field.IsRequired && !given.ContainsKey(field.Name)))
        {
            given[field.Name] = field.Kind switch
            {
                FormField.Secret => await AskUnseenAsync(field.Title, field.Name, cancellationToken),
                FormField.Credentials => new JsonObject
                {
                    [CredentialsSupplier.Type] = CredentialsSupplier.NamedPassword,
                    [CredentialsSupplier.Username] = await AskAsync(
                        $"{field.Title}, user name", $"{field.Name}.{CredentialsSupplier.Username}", field, cancellationToken),
                    [CredentialsSupplier.Password] = await AskUnseenAsync(
                        $"{field.Title}, password", $"{field.Name}.{CredentialsSupplier.Password}", cancellationToken),
                },
                _ => await AskAsync(field.Title, field.Name, field, cancellationToken),
            };
        }
    }

    private async Task<string> AskAsync(string title, string name, FormField field, CancellationToken cancellationToken)
    {
        var hint = field.Description.Length == 0 ? field.Kind : $"{field.Kind}; {field.Description}";
        while (true)
        {
            terminal.Error.Write(Terminal.Line($"{title} ({hint}):") + " ");
            var answer = await terminal.Input().ReadLineAsync(cancellationToken)
                ?? throw new UserException(
                    $"There is no value for {name}.", $"Give it on the command line: --param {name}=VALUE", "");
            if (answer.Length > 0)
                return answer;
        }
    }

    private Task<string> AskUnseenAsync(string title, string name, CancellationToken cancellationToken) =>
        new UnseenInput(terminal).ReadAsync(Terminal.Line(title), $"--param {name}", cancellationToken);
}
