using System.Text;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Turns JSON names into C# names.</summary>
internal static class Identifiers
{
    /// <summary>
    /// Joins the words of a name, each with a capital: <c>ssh-port</c> becomes <c>SshPort</c>. Capitals keep it apart from every C#
    /// keyword. Only letters and digits stay: other characters that C# permits, such as invisible ones, would make names that look alike.
    /// Empty when nothing is left.
    /// </summary>
    public static string Pascal(string name)
    {
        var identifier = new StringBuilder(name.Length);
        var startsWord = true;
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
            {
                identifier.Append(startsWord ? char.ToUpperInvariant(character) : character);
            }

            startsWord = !char.IsLetterOrDigit(character);
        }

        return identifier.ToString();
    }

    /// <summary>Makes a name valid that begins with a digit or is empty.</summary>
    public static string Valid(string name) => name.Length == 0 ? "Unnamed" : char.IsDigit(name[0]) ? "_" + name : name;
}
