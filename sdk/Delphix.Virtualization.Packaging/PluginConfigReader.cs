using System.Text.RegularExpressions;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Packaging;

/// <summary>Checks the keys and values of plugin_config.yml and collects every fault on the way.</summary>
internal sealed partial class PluginConfigReader
{
    private static readonly string[] KnownKeys =
    [
        "id", "name", "externalVersion", "buildNumber", "language", "hostTypes", "pluginType", "entryPoint", "srcDir", "schemaFile",
        "manualDiscovery", "rootSquashEnabled", "defaultLocale", "extendedStartStopHooks", "luaName", "minimumLuaVersion",
    ];

    private readonly string _path;
    private readonly ConfigDocument _document;
    private readonly List<BuildFault> _faults;

    private PluginConfigReader(string path, ConfigDocument document, List<BuildFault> faults)
    {
        _path = path;
        _document = document;
        _faults = faults;
    }

    /// <exception cref="BuildFailedException">There are faults.</exception>
    internal static PluginConfig Read(string path, string text)
    {
        var faults = new List<BuildFault>();
        var config = ConfigDocument.Read(path, text, faults) is { } document
            ? new PluginConfigReader(path, document, faults).Read()
            : null;
        return config is not null && faults.Count == 0
            ? config
            : throw new BuildFailedException([.. faults.OrderBy(fault => fault.Line ?? int.MaxValue).ThenBy(fault => fault.Column)]);
    }

    private PluginConfig Read()
    {
        foreach (var key in _document.Keys.Where(key => !KnownKeys.Contains(key.Value)))
            _faults.Add(new BuildFault(_path, (int)key.Start.Line, (int)key.Start.Column, UnknownKey(key.Value)));
        var config = new PluginConfig
        {
            Path = _path,
            Id = Required(
                "id",
                text => text.Length == 36 && Guid.TryParseExact(text, "D", out _),
                "must be a UUID such as 7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61"),
            Name = Required("name"),
            ExternalVersion = Text("externalVersion"),
            BuildNumber = ReadBuildNumber(),
            HostType = ReadHostType(),
            Strategy = Required("pluginType", text => text is "STAGED" or "DIRECT", "must be STAGED or DIRECT") == "DIRECT"
                ? PluginStrategy.Direct
                : PluginStrategy.Staged,
            EntryPoint = Required("entryPoint", EntryPoint().IsMatch, "must name a static member as Namespace.Type:Member"),
            SrcDir = Required("srcDir"),
            SchemaFile = Required("schemaFile"),
            ManualDiscovery = Flag("manualDiscovery", true),
            RootSquashEnabled = Flag("rootSquashEnabled", true),
            DefaultLocale = Text("defaultLocale") ?? PluginConfig.DefaultLocaleWhenAbsent,
            ExtendedStartStopHooks = Flag("extendedStartStopHooks", false),
            LuaName = Checked("luaName", LuaName().IsMatch, "must have only lower-case letters, digits, and the characters _ : -"),
            MinimumLuaVersion = Checked(
                "minimumLuaVersion", LuaVersion().IsMatch, "must be two numbers with a dot in between, such as 1.2"),
            Entries = _document.Entries,
        };
        Required("language", text => text == PluginConfig.Language, $"must be {PluginConfig.Language}, the only language of this SDK");
        RequireBoth("luaName", "minimumLuaVersion");
        RequireBoth("minimumLuaVersion", "luaName");
        return config;
    }

    private BuildNumber ReadBuildNumber()
    {
        var rule =
            $"must be whole numbers separated by dots, not all of them zero and at most {BuildNumber.MaxLength} characters, such as 1.0.3";
        var text = Required("buildNumber", text => BuildNumber.TryParse(text, out _), rule);
        return BuildNumber.TryParse(text, out var number) ? number : default;
    }

    private HostType ReadHostType()
    {
        if (!_document.Entries.TryGetValue("hostTypes", out var entry))
            Missing("hostTypes");
        else if (entry.Items is not [{ Value: "UNIX" or "WINDOWS" } only])
            Fault("hostTypes", entry, "must be a list of exactly one host type, UNIX or WINDOWS");
        else
            return only.Value == "WINDOWS" ? HostType.Windows : HostType.Unix;
        return default;
    }

    private string Required(string key, Func<string, bool>? isValid = null, string rule = "")
    {
        if (!_document.Entries.ContainsKey(key))
            Missing(key);
        return Checked(key, isValid ?? (_ => true), rule) ?? "";
    }

    private string? Checked(string key, Func<string, bool> isValid, string rule)
    {
        if (Text(key) is not { } text)
            return null;
        if (isValid(text))
            return text;
        Fault(key, _document.Entries[key], $"{rule}; it is '{text}'");
        return null;
    }

    private string? Text(string key)
    {
        if (!_document.Entries.TryGetValue(key, out var entry))
            return null;
        if (entry.Scalar is not { } scalar)
            Fault(key, entry, "must be a single value");
        else if (ConfigEntry.IsNull(scalar) || string.IsNullOrWhiteSpace(scalar.Value))
            Fault(key, entry, "has no value; write one, or remove the key if it is optional");
        else if (!ConfigEntry.IsText(scalar))
            Fault(key, entry, $"must be text, and YAML reads {scalar.Value} as something else; put it in quotes: \"{scalar.Value}\"");
        else
            return scalar.Value;
        return null;
    }

    private bool Flag(string key, bool whenAbsent)
    {
        if (!_document.Entries.TryGetValue(key, out var entry))
            return whenAbsent;
        var value = entry.Scalar is { } scalar ? ConfigEntry.AsBoolean(scalar) : null;
        if (value is null)
            Fault(key, entry, "must be true or false, without quotes");
        return value ?? whenAbsent;
    }

    private void RequireBoth(string key, string other)
    {
        if (_document.Entries.TryGetValue(key, out var entry) && !_document.Entries.ContainsKey(other))
            Fault(key, entry, $"needs {other} beside it; add that key or remove this one");
    }

    private static string UnknownKey(string key)
    {
        var meant = KnownKeys.FirstOrDefault(known => known.Equals(key, StringComparison.OrdinalIgnoreCase));
        return meant is null
            ? $"there is no key '{key}'. Remove it, or use one of: {string.Join(", ", KnownKeys)}."
            : $"there is no key '{key}'. Write it as {meant}.";
    }

    private void Missing(string key) => _faults.Add(new BuildFault(_path, null, null, $"the key {key} is missing. Add it."));

    private void Fault(string key, ConfigEntry entry, string message) =>
        _faults.Add(new BuildFault(_path, entry.Line, entry.Column, $"{key} {message}."));

    [GeneratedRegex(@"^[^:]+:[^:]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"^[a-z0-9_:-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LuaName();

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LuaVersion();
}
