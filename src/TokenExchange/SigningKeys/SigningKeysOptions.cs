namespace TokenExchange.SigningKeys;

/// <summary>How the provider's keys are cached. Section <c>TokenExchange:SigningKeys</c>.</summary>
public sealed record SigningKeysOptions
{
    /// <summary>How long the provider's key set is used before it is fetched again in the background.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Shortest time between two fetches that an unknown <c>kid</c> or a failing signature causes and that bring nothing new.</summary>
    /// <remarks>
    /// A fetch that brings new keys does not count: rotations may follow each other as fast as they like. Failed fetches are repeated after 1 second, then
    /// doubling up to this time.
    /// </remarks>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long keys are used while the provider cannot be reached. The default is <see cref="RefreshInterval"/> if that is longer.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(24);
}
