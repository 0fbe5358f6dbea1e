using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using BenchmarkDotNet.Validators;
using Perfolizer.Horology;

namespace TokenExchange.Bench.Measuring;

/// <summary>How is measured: time and allocated bytes, in this process, everything it says into a log file.</summary>
internal static class BenchConfig
{
    /// <summary>
    /// In this process: the stand of provider, vault and API is started once for all comparisons. The variant that emits no code is the one that waits
    /// for an asynchronous set-up.
    /// </summary>
    private static readonly InProcessNoEmitToolchain Here = new(TimeSpan.FromMinutes(10), logOutput: true);

    /// <summary>A few short iterations, so that all comparisons take two minutes.</summary>
    public static Job Short { get; } = Job.Default.WithId("short").WithToolchain(Here)
        .WithIterationTime(TimeInterval.FromMilliseconds(200)).WithWarmupCount(5).WithIterationCount(9);

    /// <summary>For a table to be written down; takes about ten minutes.</summary>
    public static Job Medium { get; } = Job.MediumRun.WithId("medium").WithToolchain(Here).WithLaunchCount(1);

    public static IConfig Create(Job job, ILogger log, string folder) => ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddValidator(JitOptimizationsValidator.FailOnError)
        .AddLogger(log)
        .WithArtifactsPath(folder);
}
