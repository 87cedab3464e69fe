namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Which names objects may have.</summary>
internal static class ObjectNames
{
    /// <summary>Checks the name of a new object.</summary>
    /// <exception cref="UserException">It cannot be used on a command line or in a list.</exception>
    internal static void Check(string name, string noun)
    {
        if (name.Length is 0 or > 128
            || name[0] == '-'
            || !name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ')
            || name.Trim() != name)
        {
            throw new UserException(
                $"'{name}' cannot be the name of a {noun}.",
                "Use up to 128 letters, digits, blanks, and . _ - , not beginning with a dash.",
                "");
        }
    }
}
