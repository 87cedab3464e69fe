using System.CommandLine;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>The option <c>--param</c>.</summary>
internal static class ParameterOption
{
    internal static Option<string[]> Create(string definition)
    {
        var option = new Option<string[]>("--param")
        {
            Description = $"A value of the plugin's {definition}; repeatable. NAME=VALUE, a.b=VALUE for nested values, NAME:=JSON for a "
                + "value as it is, @FILE for a JSON object with all of them, NAME alone for a secret: you are asked for it, or it is read "
                + "from standard input",
            HelpName = "NAME=VALUE",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            try
            {
                ParameterValues.Parse(result.Tokens.Select(token => token.Value));
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
            }
        });
        return option;
    }
}
