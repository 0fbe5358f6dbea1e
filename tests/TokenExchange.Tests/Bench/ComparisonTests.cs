using TokenExchange.Bench.Comparisons;
using TokenExchange.Bench.Measuring;
using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Bench;

/// <summary>What is compared by the benchmarks does the same on both sides. Nothing is timed here.</summary>
public sealed class ComparisonTests
{
    public static TheoryData<string> Names { get; } = [.. AllComparisons.Types.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Floor_and_service_achieve_the_same(string name) =>
        AssertSameAsync((IComparison)Activator.CreateInstance(AllComparisons.Types.Single(type => type.Name == name))!);

    [Fact]
    public Task They_do_with_a_large_download_too() => AssertSameAsync(new ProxyDownload { Bytes = 1024 * 1024 });

    [Fact]
    public Task They_do_with_a_large_upload_too() => AssertSameAsync(new ProxyUpload { Bytes = 1024 * 1024 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_has_one_floor_and_one_service(string name)
    {
        var sides = AllComparisons.Types.Single(type => type.Name == name).GetMethods()
            .SelectMany(method => method.GetCustomAttributes(typeof(BenchmarkDotNet.Attributes.BenchmarkAttribute), inherit: false))
            .Cast<BenchmarkDotNet.Attributes.BenchmarkAttribute>();

        Assert.Equal([false, true], sides.Select(side => side.Baseline).Order());
    }

    [Fact]
    public void None_is_left_out_of_the_table() => Assert.Equal(
        typeof(IComparison).Assembly.GetTypes().Where(type => type.IsClass && typeof(IComparison).IsAssignableFrom(type)).Select(type => type.Name).Order(StringComparer.Ordinal),
        AllComparisons.Types.Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_comparison_stands_in_the_page_beside_the_code() =>
        Assert.All(AllComparisons.Types, type => Assert.Contains($"`{type.Name}`", Repository.Read("bench/README.md"), StringComparison.Ordinal));

    [Fact]
    public void The_table_shows_what_the_service_needs_beside_its_floor()
    {
        var small = new Ratio { What = "GET", Floor = "bare", Bytes = 4096, Time = (100_000, 150_000), Between = (1.4, 1.6), Allocated = (2048, 4096) };
        var large = small with { Bytes = 4096 + 1024, Time = (2_000_000, 2_000_000), Allocated = (2048, 4196) };

        Assert.Contains("| GET | 4 KiB | bare | 100.0 µs | 150.0 µs | 1.50 | 1.40–1.60 | 2 KiB | 4 KiB | 2.00 |", RatioTable.Write([small, large]), StringComparison.Ordinal);
        Assert.Equal(["GET: each further KiB of body allocates 100.0 B, at the floor 0.0 B."], RatioTable.Growth([small, large]));
    }

    private static async Task AssertSameAsync(IComparison comparison)
    {
        await comparison.StartAsync();
        try
        {
            var (floor, service) = await comparison.RunOnceAsync();

            Assert.Equal(floor, service);
            Assert.DoesNotContain("False", service, StringComparison.Ordinal); // a body was as long as it should be
        }
        finally
        {
            await comparison.StopAsync();
        }
    }
}
