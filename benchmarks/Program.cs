using BenchmarkDotNet.Running;
using Delphix.Virtualization.Benchmarks;
using Delphix.Virtualization.Benchmarks.Life;

if (args is ["life", .. var options])
    return await LifeCommand.RunAsync(options);

// Built here and not by the benchmarks: a process that has built a plugin has warmed up much of what loads one.
var folder = await ReferencePlugin.BuildAsync();
try
{
    BenchmarkSwitcher.FromAssembly(typeof(DispatchBenchmarks).Assembly).Run(args);
}
finally
{
    folder.Delete(recursive: true);
}

return 0;
