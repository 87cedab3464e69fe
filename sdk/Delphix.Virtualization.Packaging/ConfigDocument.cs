using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Delphix.Virtualization.Packaging;

/// <summary>The keys and values of a YAML file that holds one flat mapping, with the place of each.</summary>
internal sealed class ConfigDocument
{
    private readonly string _path;
    private readonly List<BuildFault> _faults;

    private ConfigDocument(string path, List<BuildFault> faults)
    {
        _path = path;
        _faults = faults;
    }

    internal Dictionary<string, ConfigEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys with their own place, in the order of the file.</summary>
    internal List<Scalar> Keys { get; } = [];

    /// <summary>
    /// Reads a file and adds what is wrong with its YAML to <paramref name="faults"/>; null when nothing can be made of it.
    /// </summary>
    internal static ConfigDocument? Read(string path, string text, List<BuildFault> faults)
    {
        var document = new ConfigDocument(path, faults);
        try
        {
            return document.ReadStream(new Parser(new StringReader(text))) ? document : null;
        }
        catch (YamlException e)
        {
            document.Fault(e.Start, $"this is not valid YAML: {e.Message.TrimEnd('.')}. Check the indentation, quotes and colons here.");
            return null;
        }
    }

    private bool ReadStream(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            _faults.Add(new BuildFault(_path, null, null, "the file is empty. Write the plugin's keys, such as id and name, into it."));
            return false;
        }

        if (!parser.TryConsume<MappingStart>(out _))
        {
            Fault(parser.Current!.Start, "the file must hold keys with values, such as `name: My plugin`.");
            return false;
        }

        while (!parser.TryConsume<MappingEnd>(out _))
            ReadEntry(parser);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            Fault(second.Start, "there is a second YAML document. Put all keys into one.");
        return true;
    }

    private void ReadEntry(Parser parser)
    {
        if (!parser.TryConsume<Scalar>(out var key))
        {
            Fault(parser.Current!.Start, "a key must be a plain word. Write `key: value`.");
            parser.SkipThisAndNestedEvents();
            parser.SkipThisAndNestedEvents();
            return;
        }

        var entry = ReadValue(parser);
        if (Entries.TryAdd(key.Value, entry))
            Keys.Add(key);
        else
            Fault(key.Start, $"the key '{key.Value}' is there twice. Remove one.");
    }

    private static ConfigEntry ReadValue(Parser parser)
    {
        var place = parser.Current!.Start;
        if (parser.TryConsume<Scalar>(out var scalar))
            return ConfigEntry.At(place, scalar, null);
        if (!parser.TryConsume<SequenceStart>(out _))
        {
            parser.SkipThisAndNestedEvents();
            return ConfigEntry.At(place, null, null);
        }

        var items = new List<Scalar?>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var item))
                parser.SkipThisAndNestedEvents();
            items.Add(item);
        }

        return ConfigEntry.At(place, null, items);
    }

    private void Fault(Mark place, string message) => _faults.Add(new BuildFault(_path, (int)place.Line, (int)place.Column, message));
}
