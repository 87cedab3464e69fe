using System.CommandLine;
using System.Globalization;
using Delphix.Virtualization.Bridge.Official;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>Reads <c>--official</c> with the options that belong to it.</summary>
internal static class OfficialOption
{
    /// <summary>What the project for official engines is made from; null when none is wanted.</summary>
    /// <exception cref="UserException">One of the options is missing, or the address is none.</exception>
    internal static OfficialProjectOptions? Read(
        CommandContext context,
        Option<string?> official,
        Option<string?> pluginHost,
        Option<string?> certificates,
        Option<string?> packages,
        string artifact)
    {
        if (context.Of(official) is not { } directory)
        {
            Option<string?>[] others = [pluginHost, certificates, packages];
            if (others.FirstOrDefault(option => context.Of(option) is not null) is not { } lone)
                return null;
            throw new UserException($"{lone.Name} goes with --official.", $"Add --official DIR, or leave {lone.Name} out.", "");
        }

        if (context.Of(pluginHost) is not { } address || context.Of(certificates) is not { } folder)
            throw new UserException("--official needs --plugin-host ADDRESS:PORT and --certificates FOLDER.", "Add both.", "");
        var (host, port) = Split(address);
        return new OfficialProjectOptions
        {
            Artifact = artifact,
            Directory = directory,
            HostAddress = host,
            HostPort = port,
            Certificates = folder,
            Packages = context.Of(packages),
        };
    }

    private static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        var host = colon < 0 ? "" : address[..colon].Trim('[', ']');
        var isPort = ushort.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
        if (host.Length > 0 && isPort)
            return (host, port);
        throw new UserException(
            $"--plugin-host: '{address}' is no address with a port.",
            "Write for example plugins.example.com:8400 or [2001:db8::1]:8400.",
            "");
    }
}
