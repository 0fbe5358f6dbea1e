namespace TokenExchange.Caching;

/// <summary>How long a cached value may be used, and how often its source may be called.</summary>
internal sealed record RefreshPolicy
{
    /// <summary>Age up to which the value is used without calling the source. In the last fifth of it a refresh runs in the background.</summary>
    public required TimeSpan FreshFor { get; init; }

    /// <summary>Age up to which the value is used while its source fails. Older values are not used.</summary>
    public required TimeSpan UsableFor { get; init; }

    /// <summary>
    /// Longest time that callers wait for the refresh of a stale but usable value; after that they get the cached value, and the refresh continues. Zero where
    /// the use of an older value is harmless; more where a caller must notice a withdrawal.
    /// </summary>
    public TimeSpan StaleWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Shortest time between two attempts without a new value; doubles with every further one.</summary>
    public required TimeSpan CoolDown { get; init; }

    /// <summary>Upper limit of the doubling for renewals without a new value. Default: CoolDownCeiling.</summary>
    public TimeSpan? RenewalCeiling { get; init; }

    /// <summary>Shortest time between two attempts when the first failed. Default: CoolDown.</summary>
    public TimeSpan? FirstRetry { get; init; }

    /// <summary>Upper limit of the doubling.</summary>
    public required TimeSpan CoolDownCeiling { get; init; }

    /// <summary>Time limit of one fetch, independent of its callers.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Creates a budget for renewals.</summary>
    public CoolDown RenewalBudget(TimeProvider clock) => new(CoolDown, RenewalCeiling ?? CoolDownCeiling, clock);
}
