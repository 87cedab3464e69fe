using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Delphix.Virtualization.Engine.VirtualSources;

namespace PostgresqlPlugin.Tests.Support;

/// <summary>A VDB of a test, with a server of its own.</summary>
internal sealed record Vdb(World World, string Name, int Port)
{
    public string Mount => World.PathOf(Name);

    public NewVirtualSource Asked => new(Name, "db", null, new JsonObject { ["mountLocation"] = Mount, ["port"] = Port });

    public Task<string> AskAsync(string sql) => SourceCluster.AskAsync(Path.Combine(Mount, "socket"), Port, sql);

    /// <summary>All items of the table, in order.</summary>
    public Task<string> ItemsAsync() => AskAsync("SELECT string_agg(item, ' ' ORDER BY item) FROM orders");

    public Task<Status> StatusAsync() => World.StatusAsync(Name);

    /// <summary>The process of its server, as its data says.</summary>
    public int Server => int.Parse(File.ReadLines(Path.Combine(Mount, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
}
