namespace Delphix.Virtualization;

/// <summary>A problem that the user of a plugin can do something about. Its three texts are shown as they are.</summary>
/// <remarks>The three texts together stay below <see cref="Runtime.PlatformLimits.ExceptionBytes"/>.</remarks>
/// <param name="message">What is wrong, in the user's terms.</param>
/// <param name="action">What to do about it; null or empty: <see cref="DefaultAction"/>.</param>
/// <param name="output">The output that shows the problem, such as a tool's standard error; null: the stack trace.</param>
/// <param name="innerException">The cause, kept for the logs.</param>
public class UserException(string message, string? action = null, string? output = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The default action: the platform's, in other words.</summary>
    public const string DefaultAction = "Ask the author of the plugin to correct the error.";

    /// <summary>What the user can do about it; <see cref="DefaultAction"/> when nothing was given.</summary>
    public string Action { get; } = string.IsNullOrEmpty(action) ? DefaultAction : action;

    /// <summary>The output that shows the problem; the stack trace when none was given.</summary>
    public string Output => output ?? StackTrace ?? "";
}
