namespace TokenExchange.SigningKeys;

/// <summary>The cache of the provider's signing keys. Section <c>TokenExchange:SigningKeys</c>.</summary>
internal sealed record SigningKeysOptions
{
    /// <summary>How long the provider's key set is used before it is fetched again in the background.</summary>
    /// <remarks>Earlier where the provider's <c>Cache-Control</c> says so (RFC 9111 section 5.2.2), but not within an hour.</remarks>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Shortest time between two fetches that an unknown <c>kid</c> or an invalid signature causes and that return nothing new.</summary>
    /// <remarks>
    /// A fetch that returns new keys does not count, so that several rotations in a short time are possible. Failed fetches are retried after 1 second, then
    /// doubling up to this time.
    /// </remarks>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long keys are used while the provider is unavailable. The default is <see cref="RefreshInterval"/> if that is longer.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(24);
}
