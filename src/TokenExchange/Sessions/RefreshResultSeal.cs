using System.Text.Json;
using System.Text.Json.Serialization;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>
/// Seals the result of a refresh under a key that is derived from the refresh token that was used: without the browser's refresh cookie, a stored result
/// cannot be opened.
/// </summary>
/// <remarks>
/// The input of the derivation holds the session's 128 random bits, so that the key does not depend on how well a provider chooses its refresh tokens.
/// Client and issuer are in it too: the bytes may stand in a store that several applications use.
/// </remarks>
internal sealed class RefreshResultSeal(ProviderOptions provider)
{
    /// <summary>The name under which the result of this grant's refresh is kept; says nothing about the grant.</summary>
    public string NameOf(RefreshGrant grant) => "refresh/" + Convert.ToHexStringLower(Derive(grant, "name"));

    /// <summary>The name under which it is noted that the provider has refused this grant.</summary>
    public string RefusalOf(RefreshGrant grant) => "refused/" + Convert.ToHexStringLower(Derive(grant, "refusal"));

    public byte[] Close(RefreshGrant grant, RefreshResult result) =>
        AeadFrame.Close(Derive(grant, "key"), JsonSerializer.SerializeToUtf8Bytes(StoredRefreshResult.Of(result), StoredRefreshResultJson.Default.StoredRefreshResult));

    /// <summary>The result; null when the bytes were not sealed for this grant.</summary>
    public RefreshResult? Open(RefreshGrant grant, ReadOnlySpan<byte> frame)
    {
        try
        {
            return AeadFrame.Open(Derive(grant, "key"), frame) is { } plaintext
                ? JsonSerializer.Deserialize(plaintext, StoredRefreshResultJson.Default.StoredRefreshResult)?.For(grant)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Derive(RefreshGrant grant, string purpose) =>
        ResultKey.Derive("renewal 1 " + purpose, $"{grant.Generation}", provider.ClientId, provider.Issuer, grant.SessionId, grant.RefreshToken);
}

/// <summary>What is kept of a finished refresh. Without an access token: the grant has ended.</summary>
internal sealed record StoredRefreshResult
{
    [JsonPropertyName("a")]
    public string? AccessToken { get; init; }

    /// <summary>Seconds that the access token lives from <see cref="ReceivedAt"/> on.</summary>
    [JsonPropertyName("e")]
    public double ExpiresIn { get; init; }

    /// <summary>Unix milliseconds.</summary>
    [JsonPropertyName("t")]
    public long ReceivedAt { get; init; }

    [JsonPropertyName("r")]
    public string? RefreshToken { get; init; }

    /// <summary>Only one that was verified.</summary>
    [JsonPropertyName("d")]
    public string? IdToken { get; init; }

    /// <summary>See <see cref="RefreshResult.Refreshed.IsShown"/>.</summary>
    [JsonPropertyName("s")]
    public bool? IsShown { get; init; }

    public static StoredRefreshResult Of(RefreshResult result) => result is RefreshResult.Refreshed refreshed
        ? new StoredRefreshResult
        {
            AccessToken = refreshed.Tokens.AccessToken,
            ExpiresIn = refreshed.Tokens.ExpiresIn.TotalSeconds,
            ReceivedAt = refreshed.ReceivedAt.ToUnixTimeMilliseconds(),
            RefreshToken = refreshed.Tokens.RefreshToken,
            IdToken = refreshed.IdToken?.Text,
            IsShown = refreshed.IsShown ? true : null,
        }
        : new StoredRefreshResult();

    public RefreshResult For(RefreshGrant grant)
    {
        if (AccessToken is null)
        {
            return new RefreshResult.Ended();
        }

        var tokens = new TokenSet(AccessToken, TimeSpan.FromSeconds(ExpiresIn), RefreshToken, IdToken);
        return new RefreshResult.Refreshed(
            tokens, DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt), CompactToken.TryParse(IdToken, out var idToken) ? idToken : null, grant.Next(RefreshToken))
        {
            IsShown = IsShown == true,
        };
    }

    public override string ToString() => $"{nameof(StoredRefreshResult)} {{ *** }}";
}

/// <summary>Serializer of what is kept of a refresh.</summary>
[JsonSerializable(typeof(StoredRefreshResult))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StoredRefreshResultJson : JsonSerializerContext;
