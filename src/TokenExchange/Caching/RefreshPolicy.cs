namespace TokenExchange.Caching;

/// <summary>How long a cached value is good, and how often its source may be asked.</summary>
internal sealed record RefreshPolicy
{
    /// <summary>Age up to which the value is used without asking anybody. In the last fifth of it a refresh runs in the background.</summary>
    public required TimeSpan FreshFor { get; init; }

    /// <summary>Age up to which the value is served when its source fails. Older values are refused.</summary>
    public required TimeSpan UsableFor { get; init; }

    /// <summary>
    /// Longest time that a fetch of a stale but usable value may hold up its callers; after that they get what is in memory, and the fetch goes on. Zero where
    /// using an older value once is harmless; more where a caller must not miss a withdrawal.
    /// </summary>
    public TimeSpan StaleWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Shortest time between two attempts that brought nothing; doubles with every further one.</summary>
    public required TimeSpan CoolDown { get; init; }

    /// <summary>What the doubling stops at between renewals that brought nothing. Default: as CoolDownCeiling.</summary>
    public TimeSpan? RenewalCeiling { get; init; }

    /// <summary>Shortest time between two attempts when the first failed. Default: as CoolDown.</summary>
    public TimeSpan? FirstRetry { get; init; }

    /// <summary>What the doubling stops at.</summary>
    public required TimeSpan CoolDownCeiling { get; init; }

    /// <summary>Longest time one fetch may take, whoever waits for it.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A new budget of renewals.</summary>
    public CoolDown RenewalBudget(TimeProvider clock) => new(CoolDown, RenewalCeiling ?? CoolDownCeiling, clock);
}
