using System.CommandLine;
using System.Net;
using Delphix.Virtualization.Bridge.Host;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>The options that say how a plugin host runs.</summary>
internal sealed class PluginHostArguments
{
    private const int DefaultMaxCalls = 32;

    internal PluginHostArguments() => Certificates.Required = true;

    internal Option<string[]> Artifacts { get; } = new("--artifact")
    {
        Description = "The artifact file of a plugin; may be given several times, also for several builds of one plugin",
        HelpName = "FILE",
        Required = true,
    };

    internal Option<string> Listen { get; } = new("--listen")
    {
        Description = "The IP address of its machine and the port to listen at",
        HelpName = "ADDRESS:PORT",
        Required = true,
    };

    internal Option<string?> Certificates { get; } = CommonArguments.Certificates();

    internal Option<string?> Health { get; } = new("--health")
    {
        Description = "Where GET /health is answered over plain HTTP; absent: nowhere",
        HelpName = "ADDRESS:PORT",
    };

    internal Option<int> MaxCalls { get; } = new("--max-calls")
    {
        Description = "How many operations run at once; further ones wait",
        HelpName = "COUNT",
        DefaultValueFactory = _ => DefaultMaxCalls,
    };

    /// <exception cref="UserException">An address is none, or no call could run.</exception>
    internal PluginHostOptions Read(CommandContext context)
    {
        var options = new PluginHostOptions
        {
            Artifacts = context.Of(Artifacts),
            Listen = EndPointOf(context.Of(Listen), "--listen"),
            Certificates = context.Of(Certificates)!,
            Health = context.Of(Health) is { } address ? EndPointOf(address, "--health") : null,
            MaxCalls = context.Of(MaxCalls),
        };
        return options.MaxCalls > 0
            ? options
            : throw new UserException("--max-calls must be 1 or more.", $"Leave it out for {DefaultMaxCalls}.", "");
    }

    private static IPEndPoint EndPointOf(string text, string option) =>
        IPEndPoint.TryParse(text, out var endPoint) && text.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
            ? endPoint
            : throw new UserException(
                $"{option}: '{text}' is no IP address with a port.", "Write for example 0.0.0.0:8400 or [::]:8400.", "");
}
