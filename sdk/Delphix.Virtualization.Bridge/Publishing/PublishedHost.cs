using System.Reflection;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Bridge.Certificates;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Packaging.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Delphix.Virtualization.Bridge.Publishing;

/// <summary>
/// A folder that is a plugin host, for machines without .NET: this program, the .NET that runs it, plugins, certificates and a service.
/// </summary>
public static partial class PublishedHost
{
    /// <summary>Where the folder is to lie on its machine, unless something else is said.</summary>
    public const string DefaultPath = "/opt/plugin-host";

    private const string Artifacts = "artifacts";
    private const string Certificates = "certificates";
    private const string Runtime = "dotnet";
    private const string Program = "program";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable =
        Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">It is made; one that is there must be empty.</param>
    /// <param name="options">How the plugin host is to run.</param>
    /// <param name="path">Where the folder is to lie on its machine. Its last part is the name of the service.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">
    /// The folder is not empty or not this user's alone, a plugin or a certificate cannot be used, or dvp does not run with a .NET that can
    /// be copied.
    /// </exception>
    public static async Task WriteAsync(
        string folder, PluginHostOptions options, string path = DefaultPath, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (!PlainPath().IsMatch(path))
        {
            throw new UserException(
                $"'{path}' is no path for a service: it has to be absolute, and of letters, digits, dots, hyphens and underscores.",
                $"Name one such as {DefaultPath}.",
                "");
        }

        var root = Path.GetFullPath(folder);
        if (Path.Exists(root))
            RequireOwn(root);
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
            throw new UserException($"The folder {root} is not empty.", "Name a new folder.", "");
        var runtime = SharedRuntime.Find();
        var certificates = new CertificateFolder(Path.GetFullPath(options.Certificates));
        HostCertificates.Read(certificates);
        var artifacts = await NameAsync(options.Artifacts, cancellationToken);
        MakeFolder(root);
        // In a directory like /tmp, another user may have been quicker.
        RequireOwn(root);
        try
        {
            // A folder that was there may have the mode 0700, and the service runs as another user.
            File.SetUnixFileMode(root, Executable);
            CopyProgram(runtime, root);
            foreach (var (name, file) in artifacts)
                CopyFile(file, Path.Combine(root, Artifacts, name));
            CopyFile(certificates.Authority, Path.Combine(root, Certificates, Path.GetFileName(certificates.Authority)));
            CopyFile(certificates.Host, Path.Combine(root, Certificates, Path.GetFileName(certificates.Host)));
            CopyFile(certificates.HostKey, Path.Combine(root, Certificates, Path.GetFileName(certificates.HostKey)), Secret);
            foreach (var (name, text) in PublishedTexts.Of(options, path))
                WriteText(Path.Combine(root, name), text, name == PublishedTexts.Starter ? Executable : Readable);
        }
        catch
        {
            if (Directory.Exists(root))
                Directory.Delete(root, recursive: true);
            throw;
        }
    }

    // As a plugin host will: what cannot be loaded is said now.
    private static async Task<Dictionary<string, string>> NameAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var code = Directory.CreateTempSubdirectory("dvp-publish-");
        var artifacts = new Dictionary<string, string>();
        try
        {
            foreach (var file in files)
            {
                var folder = Path.Combine(code.FullName, $"{artifacts.Count}");
                var plugin = await HostedPlugin.LoadAsync(
                    file, folder, new PluginLoggers(NullLoggerFactory.Instance), cancellationToken);
                if (!artifacts.TryAdd($"{plugin.Artifact.Id}-{plugin.Artifact.BuildNumber}.json", file))
                    throw new UserException($"Two artifacts are {plugin.Title}.", "Leave one of them out.", "");
            }

            return artifacts;
        }
        finally
        {
            code.Delete(recursive: true);
        }
    }

    private static void CopyProgram(SharedRuntime runtime, string root)
    {
        foreach (var part in runtime.Parts)
            Copy(Path.Combine(runtime.Root, part), Path.Combine(root, Runtime, part));
        var program = Assembly.GetEntryAssembly()!.Location;
        string[] settings = [Path.ChangeExtension(program, ".deps.json"), Path.ChangeExtension(program, ".runtimeconfig.json")];
        foreach (var file in runtime.Program.Concat(settings))
            CopyFile(file, Path.Combine(root, Program, Path.GetFileName(file)));
    }

    private static void Copy(string source, string target)
    {
        if (!Directory.Exists(source))
        {
            CopyFile(source, target);
            return;
        }

        foreach (var item in Directory.EnumerateFileSystemEntries(source))
            Copy(item, Path.Combine(target, Path.GetFileName(item)));
    }

    private static void CopyFile(string source, string target, UnixFileMode? mode = null)
    {
        MakeFolder(Path.GetDirectoryName(target)!);
        var isExecutable = (File.GetUnixFileMode(source) & UnixFileMode.UserExecute) != 0;
        File.Copy(source, target);
        File.SetUnixFileMode(target, mode ?? (isExecutable ? Executable : Readable));
    }

    private static void WriteText(string path, string text, UnixFileMode mode)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
    }

    // A user who can write to the folder could redirect the key, and replace the program of the service.
    private static void RequireOwn(string folder)
    {
        if (FileFacts.TryRead(folder) is not { IsFolder: true, IsOwn: true, IsOpen: false })
        {
            throw new UserException(
                $"The folder {folder} is not yours alone: other users could change what is written to it.", "Name a new folder.", "");
        }
    }

    // The service runs as another user, who has to read the folder whatever the umask is.
    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        MakeFolder(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path, Executable);
        File.SetUnixFileMode(path, Executable);
    }

    [GeneratedRegex(@"\A(/[A-Za-z0-9_][A-Za-z0-9._-]*)+\z")]
    private static partial Regex PlainPath();
}
