namespace Delphix.Virtualization.Tools.Demo;

/// <summary>The demo found something that is not as it should be.</summary>
internal sealed class DemoFailedException(string message, string output)
    : UserException(message, "This is a defect: report it with the output to the authors.", output);
