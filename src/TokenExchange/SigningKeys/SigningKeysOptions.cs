namespace TokenExchange.SigningKeys;

/// <summary>How the provider's keys are cached. Section <c>TokenExchange:SigningKeys</c>.</summary>
public sealed record SigningKeysOptions
{
    /// <summary>How long a key set is used before it is fetched again in the background. Default 12 hours; 1 minute to 7 days.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Shortest time between two fetches that an unknown <c>kid</c> or a failing signature causes and that bring nothing new. Default 30 seconds; 1 second
    /// to 10 minutes. A fetch that brings new keys does not count: rotations may follow each other as fast as they like.
    /// </summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long keys are used while the provider cannot be reached. Default 24 hours; from RefreshInterval to 30 days.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(24);
}
