using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using TokenExchange.Rotations;
using TokenExchange.Rotator;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Rotations;

/// <summary>Instances of the rotator's app before the same vault, provider and APIs as the command. The host's part is to call the functions.</summary>
public class RotatorStand : RotationStand
{
    internal const string EntraPlan = """{ "secrets": { "client-secret": { "kind": "entra-client-secret" } } }""";

    private readonly List<IDisposable> _parts = [];
    private readonly LogSink _sink = new();
    private readonly ILoggerFactory _loggers;

    internal RotatorStand(Action<Dictionary<string, string?>>? configure = null)
        : base(configure) => _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_sink));

    internal IReadOnlyList<LogLine> Lines => _sink.Lines;

    /// <summary>The records that raise the alert.</summary>
    internal IEnumerable<LogLine> Failures => Lines.Where(line => line.Event == RotatorLog.Failed);

    /// <summary>A new instance, which knows nothing of those before.</summary>
    internal RotationFunctions NewInstance(string? plan = null)
    {
        var service = Unstarted();
        var work = RotationWork.Create(service, Rotators.Create(service.Services, RotatorServices.ReadPlan(plan, isDevelopment: false), Access), _loggers);
        _parts.AddRange([work, service]);
        return new RotationFunctions(work);
    }

    /// <summary>A new instance of the inventory's function.</summary>
    internal InventoryFunctions NewInventory(int maximumAge = 90)
    {
        var service = Unstarted();
        _parts.Add(service);
        return new InventoryFunctions(InventoryWork.Create(service, maximumAge, _loggers));
    }

    internal static Task TimerAsync(RotationFunctions instance) => instance.DueAsync(new TimerInfo(), TestContext.Current.CancellationToken);

    internal static Task EventAsync(RotationFunctions instance, string message) => instance.ExpiringAsync(message, TestContext.Current.CancellationToken);

    /// <summary>An event as Event Grid writes it to the queue.</summary>
    internal static string Event(string secret, string type = "Microsoft.KeyVault.SecretNearExpiry", string vault = "vault.example.test") => $$"""
        {
          "specversion": "1.0", "id": "00eccf70-95a7-4e7c-8299-2eb17ee9ad64", "type": "{{type}}", "subject": "{{secret}}", "time": "2026-03-15T12:00:00Z",
          "source": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
          "data": { "Id": "https://{{vault}}/secrets/{{secret}}/ee059b2bb5bc48398a53b168c6cdcb10", "VaultName": "v", "ObjectType": "Secret", "ObjectName": "{{secret}}" }
        }
        """;

    /// <summary>Runs the timer until nothing is left to do.</summary>
    internal async Task FinishAsync(RotationFunctions instance)
    {
        for (var run = 0; run < 8; run++)
        {
            await TimerAsync(instance);
            Clock.Advance(TimeSpan.FromMinutes(20));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _parts.ForEach(part => part.Dispose());
        _loggers.Dispose();
        _sink.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
