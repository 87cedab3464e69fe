using System.Diagnostics;
using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Engine.Workflows;

namespace PostgresqlPlugin.Tests.Support;

/// <summary>An engine with the plugin, and a source that it has found. However a test ends, nothing of it is left.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TestEngine _test;

    private World(TestEngine test, SourceCluster source) => (_test, Source) = (test, source);

    public SourceCluster Source { get; }

    public string Staging => PathOf("staging");

    public static async Task<World> StartAsync()
    {
        var test = await TestEngine.StartAsync();
        try
        {
            // The user of the servers passes through; the engine's own folder stays closed.
            File.SetUnixFileMode(
                test.PathOf(), File.GetUnixFileMode(test.PathOf()) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            var world = new World(test, await SourceCluster.CreateAsync(test.PathOf("source")));
            await test.InstallAsync(typeof(PluginRunner).Assembly, Sample.ConfigFile);
            await world.RunAsync(new EnvironmentAdd("db", EnvironmentObject.LocalAddress) { User = SourceCluster.User });
            return world;
        }
        catch
        {
            KillServers(test.PathOf());
            await test.DisposeAsync();
            throw;
        }
    }

    public string PathOf(params string[] parts) => _test.PathOf(parts);

    public Task<Job> RunAsync(Workflow workflow) => _test.RunAsync(workflow);

    public async Task<UserException> FailsAsync(Workflow workflow) =>
        (await FluentActions.Awaiting(() => RunAsync(workflow)).Should().ThrowAsync<UserException>()).Which;

    public Task<T> FindAsync<T>(string name)
        where T : CatalogObject => _test.Engine.FindAsync<T>(name);

    public Task<IReadOnlyList<T>> ListAsync<T>()
        where T : CatalogObject => _test.Engine.ListAsync<T>();

    public async Task<Status> StatusAsync(string vdb) =>
        (await _test.Engine.InspectAsync(await FindAsync<VirtualSourceObject>(vdb))).Status;

    public JsonObject LinkedSource() => new()
    {
        ["sourceAddress"] = "127.0.0.1",
        ["credentials"] = Credentials(SourceCluster.Password),
        ["mountLocation"] = Staging,
    };

    public Task<Job> LinkAsync() => RunAsync(new LinkedSourceLink("orders", $"postgresql-{Source.Port}", "db", LinkedSource()));

    public static JsonObject Credentials(string password) => new()
    {
        ["type"] = "NamedPasswordCredential",
        ["username"] = SourceCluster.Login,
        ["password"] = password,
    };

    public Vdb NewVdb(string name) => new(this, name, SourceCluster.FreePort());

    public Task<Job> ProvisionAsync(Vdb vdb, string from = "orders") => RunAsync(new VirtualSourceProvision(vdb.Asked, from));

    /// <summary>What the kernel says is mounted at a path.</summary>
    public static IEnumerable<string> Mounts(string path) =>
        File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains($" {path} ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RemoveEnvironmentAsync();
            await Source.DisposeAsync();
            KillServers(PathOf()).Should().BeEmpty("the engine stops the servers of VDBs that it deletes");
        }
        finally
        {
            KillServers(PathOf());
            await _test.DisposeAsync();
        }

        Directory.Exists(PathOf()).Should().BeFalse();
    }

    // Its scratch folder is in the user's home.
    private async Task RemoveEnvironmentAsync()
    {
        // What was provisioned last has nothing that depends on it.
        foreach (var vdb in (await ListAsync<VirtualSourceObject>()).Reverse())
            await RunAsync(new VirtualSourceDelete(vdb.Name, force: true));
        foreach (var dsource in await ListAsync<LinkedSourceObject>())
            await RunAsync(new LinkedSourceDelete(dsource.Name));
        await RunAsync(new EnvironmentRemove("db"));
    }

    private static List<int> KillServers(string below)
    {
        var left = RunningProcess.All().Where(process => process.Name == "postgres"
            && new FileInfo($"/proc/{process.Id}/cwd").LinkTarget?.StartsWith(below, StringComparison.Ordinal) == true)
            .Select(process => process.Id).ToList();
        foreach (var id in left)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended, as children do whose server was killed.
            }
        }

        return left;
    }
}
