namespace TokenExchange.ApiTokens;

/// <summary>A token that the provider issued for one API.</summary>
/// <param name="Value">The token.</param>
/// <param name="Lifetime">How long it may be used from its issue on.</param>
internal sealed record ApiToken(string Value, TimeSpan Lifetime)
{
    /// <summary>A provider that returns the same token again has issued no new one, whatever lifetime it states.</summary>
    public bool Equals(ApiToken? other) => other is not null && string.Equals(Value, other.Value, StringComparison.Ordinal);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{nameof(ApiToken)} {{ *** }}";
}
