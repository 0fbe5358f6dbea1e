namespace TokenExchange.Sessions;

/// <summary>Sessions and their cookies. Section <c>TokenExchange:Sessions</c>.</summary>
internal sealed record SessionsOptions
{
    /// <summary>The secret whose versions seal the cookies.</summary>
    /// <remarks>Each version needs at least 32 characters; use at least 32 random bytes, for example in Base64.</remarks>
    public required string KeySecretName { get; init; }

    /// <summary>
    /// The part of every cookie's name that tells deployments on one host name apart: <c>te</c> gives <c>__Host-te-session</c>, <c>__Host-te-refresh</c> and
    /// <c>__Host-te-tx-…</c>. Letters, digits and <c>-</c>, 32 at most.
    /// </summary>
    /// <remarks>
    /// Browsers keep cookies by host name, not by port: two deployments on <c>localhost</c> with one name sign each other out. Changing it signs everybody
    /// out, and the cookies of the earlier name stay in the browser until they expire.
    /// </remarks>
    public string CookieName { get; init; } = "te";

    /// <summary>Longest life of a session, whatever happens. Enforced inside the sealed cookie.</summary>
    public TimeSpan AbsoluteLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Sessions that began before this moment have ended. With it an operator ends all sessions at once.</summary>
    /// <remarks>
    /// ISO 8601 with <c>Z</c> or an offset, for example <c>2026-11-26T10:00:00Z</c>. Until a moment in the future nobody stays signed in. A session that
    /// was made with a stolen session key can carry any date: then the key's version has to be disabled (docs/operations/incident.md).
    /// </remarks>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>A session that nobody uses for so long ends.</summary>
    /// <remarks>
    /// The default is <see cref="AbsoluteLifetime"/> if that is shorter. Use is noted in the cookie at most once in a twentieth of this time.
    /// </remarks>
    public TimeSpan IdleLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Claims of the ID token that the session object shows, for example <c>amr</c>. <c>sub</c> is always there.</summary>
    /// <remarks>They stand in the cookie, so keep them few.</remarks>
    public IReadOnlyList<string> Claims { get; init; } = ["name"];

    /// <summary>How long before its expiry an access token is renewed; half of the token's lifetime at most.</summary>
    public TimeSpan RefreshBeforeExpiry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many sessions an instance keeps open in memory, for a minute each, so that a call need not decrypt its cookie again; 0 keeps none.
    /// </summary>
    /// <remarks>
    /// Their tokens are in memory in clear meanwhile, as those of running requests always are. All of them together take 32 MB at most.
    /// </remarks>
    public int CacheSize { get; init; } = 1_000;
}
