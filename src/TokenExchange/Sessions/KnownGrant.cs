namespace TokenExchange.Sessions;

/// <summary>
/// What is remembered of one refresh token that was used here: the refresh that runs, or its sealed result, or when it failed. Guarded by the lock of
/// <see cref="GrantMemory"/>.
/// </summary>
internal sealed class KnownGrant(string name, int generation)
{
    public string Name => name;

    public int Generation => generation;

    /// <summary>The refresh that runs; null when none does.</summary>
    public Task<Renewal>? Running { get; set; }

    /// <summary>The sealed result of the refresh that is over; null while there is none.</summary>
    public byte[]? Result { get; set; }

    /// <summary>When the last refresh began, on the memory's clock.</summary>
    public TimeSpan Since { get; set; }

    /// <summary>When the last refresh failed; null when it did not.</summary>
    public TimeSpan? FailedAt { get; set; }

    /// <summary>Whether the provider has refused to refresh it, without ending it.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Whether the browser has shown a newer one: then this one is kept for late requests alone.</summary>
    public bool IsReplaced { get; set; }
}
