namespace TokenExchange.Sessions;

/// <summary>Sessions and their cookies. Section <c>TokenExchange:Sessions</c>.</summary>
public sealed record SessionsOptions
{
    /// <summary>Name of the vault secret whose versions seal the cookies; each at least 32 random bytes, for example in Base64. Required.</summary>
    public required string KeySecretName { get; init; }

    /// <summary>Longest life of a session, whatever happens. Default 8 hours; 1 minute to 30 days.</summary>
    public TimeSpan AbsoluteLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>A session that nobody uses for so long ends. Default 1 hour; 1 minute to AbsoluteLifetime.</summary>
    public TimeSpan IdleLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Names of the ID token's claims that the session object shows. Default <c>name</c>; <c>sub</c> is always there.</summary>
    public IReadOnlyList<string> Claims { get; init; } = ["name"];

    /// <summary>How long before its expiry an access token is renewed. Default 1 minute; 0 to 30 minutes.</summary>
    public TimeSpan RefreshBeforeExpiry { get; init; } = TimeSpan.FromMinutes(1);
}
