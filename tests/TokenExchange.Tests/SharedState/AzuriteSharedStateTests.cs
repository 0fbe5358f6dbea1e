using TokenExchange.EndToEnd.Stand;
using TokenExchange.SharedState;
using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.SharedState;

/// <summary>The shared state in Blob Storage, against Azurite; skipped where it is not installed.</summary>
public sealed class AzuriteSharedStateTests
{
    public static TheoryData<string> Promises { get; } = [.. typeof(SharedLogContract).GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: false)).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task Azurite_keeps(string promise)
    {
        Assert.SkipWhen(Requirements.AzuriteMissing is not null, Requirements.AzuriteMissing ?? "");
        await using var azurite = await Azurite.StartAsync();
        var contract = new OnAzurite(new Uri(azurite.Container()));

        await (Task)typeof(SharedLogContract).GetMethod(promise)!.Invoke(contract, [])!;
    }

    private sealed class OnAzurite : SharedLogContract
    {
        public OnAzurite(Uri address)
        {
            var container = SharedStateServices.Development(address, new HttpClient(new SocketsHttpHandler { UseProxy = false }));
            var clock = new SlowTimers();
            State = new BlobSharedState(container, new StorageAttempts(container, new PaperTelemetry(clock).Calls, clock), clock);
        }

        private protected override ISharedState State { get; }
    }

    /// <summary>What is tested is the contract, not how fast Azurite is on a busy machine.</summary>
    private sealed class SlowTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime * 30 : dueTime, period);
    }
}
