using TokenExchange.SharedState;

namespace TokenExchange.Health;

/// <summary>Whether instances know of each other what they must. No state of the store makes an instance unready: sessions are kept during its outage.</summary>
internal sealed class SharedStateHealth(ISharedState state, Scale scale)
{
    private static readonly HealthEntry InMemory = new("ok", "In memory: one instance only.");
    private static readonly HealthEntry InMemoryOfSeveral = new(
        "degraded", "In memory: one instance only, but this platform starts several. Set SharedState:BlobContainerUri.");

    private static readonly HealthEntry Failing = new("degraded", "The store of the shared state cannot be reached.");

    public HealthEntry Check() => (state.IsShared, scale.MayBeSeveral) switch
    {
        (true, _) => state.IsFailing ? Failing : HealthEntry.Ok,
        (false, true) => InMemoryOfSeveral,
        (false, false) => InMemory,
    };
}
