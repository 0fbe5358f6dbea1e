namespace TokenExchange.Secrets;

/// <summary>One enabled version of a vault secret. The vault treats <c>nbf</c> and <c>exp</c> as notes; here they are rules.</summary>
internal sealed record SecretVersion(string Id, SecretValue Value, DateTimeOffset CreatedOn, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn)
{
    /// <summary>When this version could first be used.</summary>
    public DateTimeOffset UsableFrom => NotBefore is { } notBefore && notBefore > CreatedOn ? notBefore : CreatedOn;

    public bool IsUsable(DateTimeOffset now) => (NotBefore is not { } from || from <= now) && (ExpiresOn is not { } until || now < until);
}
