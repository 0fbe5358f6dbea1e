namespace TokenExchange.Secrets;

/// <summary>One enabled version of a vault secret. The vault treats <c>nbf</c> and <c>exp</c> as notes; here they are rules.</summary>
internal sealed record SecretVersion(string Id, SecretValue Value, DateTimeOffset CreatedOn, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn)
{
    public bool IsUsable(DateTimeOffset now) => !(now < NotBefore) && !HasEnded(now);

    public bool HasEnded(DateTimeOffset now) => now >= ExpiresOn;
}
