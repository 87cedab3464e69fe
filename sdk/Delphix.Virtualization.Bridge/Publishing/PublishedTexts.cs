using System.Globalization;
using Delphix.Virtualization.Bridge.Host;

namespace Delphix.Virtualization.Bridge.Publishing;

/// <summary>The texts of a published plugin host: what starts it, its service, and what its administrator is to know.</summary>
internal static class PublishedTexts
{
    /// <summary>The script that starts it.</summary>
    internal const string Starter = "plugin-host";

    /// <summary>Each text by its file name.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="path">Where it is to lie on its machine. Its last part is the name of the service.</param>
    internal static IEnumerable<KeyValuePair<string, string>> Of(PluginHostOptions options, string path) =>
    [
        new(Starter, Start(options)),
        new($"{ServiceOf(path)}.service", Service(options, path)),
        new("README.md", ReadMe(options, path, ServiceOf(path))),
    ];

    private static string ServiceOf(string path) => Path.GetFileName(path);

    private static string Start(PluginHostOptions options) => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/sh
        # Starts the plugin host with the .NET and the artifacts of this folder.
        # With CDPATH, cd could go elsewhere, and says where to.
        here=$(CDPATH= cd -- "${0%/*}" && pwd) || exit
        for artifact in "$here"/artifacts/*.json; do
            set -- "$@" --artifact "$artifact"
        done
        exec "$here/dotnet/dotnet" "$here/program/dvp.dll" plugin-host serve --listen {{options.Listen}} \
            --max-calls {{options.MaxCalls}}{{(options.Health is { } health ? $" --health {health}" : "")}} \
            --certificates "${CREDENTIALS_DIRECTORY:-$here/certificates}" "$@"

        """);

    // A user of its own reads what systemd, as root, hands to it. It is started again and again while an earlier one leaves its address.
    private static string Service(PluginHostOptions options, string path) => string.Create(CultureInfo.InvariantCulture, $"""
        [Unit]
        Description=Plugin host for Delphix engines
        Wants=network-online.target
        After=network-online.target
        StartLimitIntervalSec=0

        [Service]
        ExecStart={path}/{Starter}
        DynamicUser=yes
        LoadCredential=authority.crt:{path}/certificates/authority.crt
        LoadCredential=host.crt:{path}/certificates/host.crt
        LoadCredential=host.key:{path}/certificates/host.key
        Restart=on-failure
        RestartSec=2
        # The operations that run may end.
        KillMode=mixed
        TimeoutStopSec={(int)options.StopLimit.TotalSeconds + 30}
        NoNewPrivileges=yes
        CapabilityBoundingSet=
        ProtectSystem=strict
        ProtectHome=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX

        [Install]
        WantedBy=multi-user.target

        """);

    private static string ReadMe(PluginHostOptions options, string path, string service)
    {
        var health = options.Health is { } endPoint ? $"; its health: `curl http://{endPoint}/health`" : "";
        return $"""
        # Plugin host

        1. Copy this folder to `{path}`, for root. The machine needs the same kind of Linux, OpenSSL 3 and no .NET.
        2. Start it there: `cp {path}/{service}.service /etc/systemd/system/ && systemctl enable --now {service}`
        3. It listens at {options.Listen}. Its log: `journalctl -u {service}`{health}
        4. For a further build of a plugin, put its artifact into `artifacts/`, then: `systemctl restart {service}`
        5. Nobody but root may read `certificates/host.key`. New certificates come into the same folder; a restart takes them.

        """;
    }
}
