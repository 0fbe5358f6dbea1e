namespace TokenExchange.Secrets;

/// <summary>One enabled version of a vault secret. The vault does not enforce <c>nbf</c> and <c>exp</c>; this service does.</summary>
internal sealed record SecretVersion(string Id, SecretValue Value, DateTimeOffset CreatedOn, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn)
{
    public bool IsUsable(DateTimeOffset now) => !(now < NotBefore) && !HasEnded(now);

    public bool HasEnded(DateTimeOffset now) => now >= ExpiresOn;
}
