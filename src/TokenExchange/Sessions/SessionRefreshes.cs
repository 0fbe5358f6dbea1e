namespace TokenExchange.Sessions;

/// <summary>What this instance knows of the refreshes of one session. Times are of the monotonic clock, unless they say otherwise.</summary>
internal sealed record SessionRefreshes
{
    /// <summary>The newest generation of its refresh token that was received here.</summary>
    public int NewestGeneration { get; init; }

    /// <summary>When that was received, by the date; null when none was.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>The generation whose refresh failed last; null when none did.</summary>
    public int? FailedGeneration { get; init; }

    public long FailedAt { get; init; }

    /// <summary>Whether the provider has refused to refresh that generation, without ending the session.</summary>
    public bool WasRefused { get; init; }

    /// <summary>When an upstream last refused a token that had just been refreshed; null when none did.</summary>
    public long? UselessAt { get; init; }
}
