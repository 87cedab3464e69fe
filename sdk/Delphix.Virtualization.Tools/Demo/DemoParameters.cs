using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Parameters;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>
/// What the demo gives the plugin for its dSource and its VDBs: a JSON file with the objects <c>linkedSource</c> and
/// <c>virtualSource</c>. In their texts, <c>{address}</c>, <c>{port}</c>, <c>{user}</c> and <c>{identityFile}</c> stand for how to reach
/// the source host, and <c>{mountPath}</c> for where to mount.
/// </summary>
internal sealed class DemoParameters
{
    private readonly string _linked;
    private readonly string _virtual;

    private DemoParameters(string linked, string @virtual) => (_linked, _virtual) = (linked, @virtual);

    /// <exception cref="UserException">The file cannot be read, or lacks one of the objects.</exception>
    internal static async Task<DemoParameters> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = await ParameterValues.ReadFileAsync(path, cancellationToken);
        return new DemoParameters(Part("linkedSource"), Part("virtualSource"));

        string Part(string name) => (file[name] as JsonObject)?.ToJsonString()
            ?? throw new UserException(
                $"{path} has no object '{name}'.", "Write what the plugin is given into it: plugin/demo.json is an example.", "");
    }

    /// <summary>The parameters of a dSource that copies from a host.</summary>
    internal JsonObject LinkedSource(PrivateSshServer source, string mountPath) => Fill(
        _linked,
        ("address", source.Address),
        ("port", source.Port.ToString(CultureInfo.InvariantCulture)),
        ("user", source.UserName),
        ("identityFile", source.IdentityFile),
        ("mountPath", mountPath));

    /// <summary>The parameters of a VDB.</summary>
    internal JsonObject VirtualSource(string mountPath) => Fill(_virtual, ("mountPath", mountPath));

    private static JsonObject Fill(string json, params IEnumerable<(string Name, string Value)> values) => JsonNode.Parse(
        values.Aggregate(json, (text, value) => text.Replace(
            $"{{{value.Name}}}", JsonEncodedText.Encode(value.Value).ToString(), StringComparison.Ordinal)))!.AsObject();
}
