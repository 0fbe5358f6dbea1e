using TokenExchange.Provider;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Compares this machine's clock with the provider's: tokens are rejected beyond a difference of 60 seconds.</summary>
internal sealed class ClockExamination(ProviderOptions options, IHttpClientFactory clients, TimeProvider clock) : IExamination
{
    private static readonly TimeSpan Tolerable = TimeSpan.FromSeconds(30);

    /// <summary>The clock skew that ID tokens may have.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    public IReadOnlyList<Check> Makes { get; } = [Checks.ClockSkew];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Outbound.Provider);
        var sent = clock.GetUtcNow();
        var address = options.MetadataAddress;
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var middle = sent + ((clock.GetUtcNow() - sent) / 2);
        return
        [
            answer.Headers.Date is { } date
                ? Judge((date + (answer.Headers.Age ?? TimeSpan.Zero) - middle).Duration()) // Age is the time since Date in a cache (RFC 9111 section 5.1)
                : Checks.ClockSkew.Skipped("The provider's response has no Date."),
        ];
    }

    private static Finding Judge(TimeSpan skew)
    {
        var found = $"This machine's clock and the provider's differ by {skew.TotalSeconds:0} seconds.";
        if (skew > Most)
        {
            return Checks.ClockSkew.Failed(found, "Synchronize this machine's clock with a time server. If it is right, the provider's clock is wrong.");
        }

        return skew > Tolerable ? Checks.ClockSkew.Warning(found, "Synchronize this machine's clock with a time server.") : Checks.ClockSkew.Ok(found);
    }
}
