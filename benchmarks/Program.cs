using BenchmarkDotNet.Running;
using Delphix.Virtualization.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(DispatchBenchmarks).Assembly).Run(args);
