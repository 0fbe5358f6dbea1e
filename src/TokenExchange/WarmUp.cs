using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Secrets;
using TokenExchange.Sessions;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange;

/// <summary>
/// Fills the caches after the start, all at the same time, so that the first user does not wait for vault and provider, and starts the metrics of secret ages.
/// The start itself makes no network call: the platform allows 30 seconds for it, and an outage must not stop an instance.
/// </summary>
internal sealed partial class WarmUp(
    IServiceProvider services,
    SealKeys seal,
    VaultSecrets secrets,
    SecretAges ages,
    ProviderDirectory provider,
    SigningKeyCache keys,
    SessionEndings endings,
    ISharedState state,
    Scale scale,
    CappedLogger<WarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host continues to start
        ages.Observe();
        if (!state.IsShared)
        {
            ReportMemory();
        }

        services.GetRequiredService<Gateway>(); // whose parts name every secret that is in use
        var names = secrets.InUse.Select(secret => secret.Name).Distinct(StringComparer.OrdinalIgnoreCase);
        await Task.WhenAll(
            [
                TryAsync(async () => await seal.SealingAsync(stoppingToken)),
                TryAsync(async () => await ReadProviderAsync(stoppingToken)),
                .. names.Select(name => TryAsync(async () => await secrets.GetAsync(name, stoppingToken))),
            ]);
        await endings.ReadNowAsync(stoppingToken);
    }

    private async Task ReadProviderAsync(CancellationToken cancellationToken)
    {
        await provider.GetAsync(cancellationToken);
        await keys.GetAsync(cancellationToken);
    }

    private void ReportMemory()
    {
        if (scale.MayBeSeveral)
        {
            MemoryOfSeveral(logger);
            return;
        }

        MemoryOnly(logger);
    }

    private async Task TryAsync(Func<Task> fill)
    {
        try
        {
            await fill();
        }
        catch (OutageException outage)
        {
            NotYet(logger, outage.Failure.Code, outage.Failure.Reason);
        }
    }

    [LoggerMessage(1700, LogLevel.Information, "Shared state is in memory, which is suitable for one instance only.")]
    private static partial void MemoryOnly(ILogger logger);

    [LoggerMessage(1702, LogLevel.Warning, "Shared state is in memory, but this platform starts several instances: sessions are lost at a refresh, and a logout is known to one instance only. Set TokenExchange:SharedState:BlobContainerUri.")]
    private static partial void MemoryOfSeveral(ILogger logger);

    [LoggerMessage(1701, LogLevel.Warning, "A cache could not be filled at start ({Code}). {Reason} The first request that needs it tries again.")]
    private static partial void NotYet(ILogger logger, string code, string reason);
}
