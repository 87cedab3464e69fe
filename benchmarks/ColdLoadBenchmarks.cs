using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>The cold case: each measurement is the first of its process.</summary>
[SimpleJob(RunStrategy.ColdStart, launchCount: 10, warmupCount: 0, iterationCount: 1)]
public class ColdLoadBenchmarks : LoadBenchmarks;
