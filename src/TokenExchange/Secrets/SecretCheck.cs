using System.Runtime.CompilerServices;
using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>
/// Checks the versions of one secret for one use. Each version is checked and logged once, because its value never changes.
/// </summary>
internal sealed class SecretCheck(SecretUse use, CappedLogger<VaultSecrets> logger)
{
    /// <summary>Keyed by the value object, which the reader keeps as long as the version is listed.</summary>
    private readonly ConditionalWeakTable<SecretValue, Result> _results = [];
    private readonly Lock _gate = new();

    /// <summary>Why this version is unusable; null when it is usable.</summary>
    public string? Fault(SecretVersion version)
    {
        if (_results.TryGetValue(version.Value, out var known))
        {
            return known.Fault;
        }

        lock (_gate)
        {
            return _results.GetValue(version.Value, _ => Check(version)).Fault;
        }
    }

    private Result Check(SecretVersion version)
    {
        var fault = use.Fault(version.Value);
        if (fault is not null)
        {
            logger.VersionUnusable(use.Alias, version.Id, fault, use.Setting);
        }
        else if (version.Value.WasTrimmed)
        {
            logger.ValueTrimmed(use.Alias, version.Id);
        }

        return new Result(fault);
    }

    private sealed record Result(string? Fault);
}
