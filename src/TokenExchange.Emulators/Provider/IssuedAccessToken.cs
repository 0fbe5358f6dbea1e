namespace TokenExchange.Emulators.Provider;

/// <summary>An access token as it was issued. Its times are whole seconds, as in a JWT.</summary>
/// <param name="Id">The <c>jti</c>.</param>
/// <param name="Family">What it was issued from.</param>
/// <param name="IssuedAt">The time of issue.</param>
/// <param name="Until">The time of expiry.</param>
internal sealed record IssuedAccessToken(string Id, Family Family, DateTimeOffset IssuedAt, DateTimeOffset Until)
{
    public static IssuedAccessToken Create(Family family, DateTimeOffset now, int seconds)
    {
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return new IssuedAccessToken(Grants.Random(), family, issuedAt, issuedAt.AddSeconds(seconds));
    }
}
