using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>
/// Seals the result of a refresh under a key that only the grant gives which was refreshed: whoever reads where results are kept, and not the browser's
/// refresh cookie, opens nothing. Form: version 1 | nonce 12 | ciphertext | tag 16, AES-256-GCM.
/// </summary>
/// <remarks>
/// The input of the derivation holds the session's 128 random bits, so that the key does not depend on how well a provider chooses its refresh tokens.
/// Client and issuer are in it too: the bytes may stand in a store that several applications use.
/// </remarks>
internal sealed class RenewalSeal(ProviderOptions provider)
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    /// <summary>The name under which the result of this grant's refresh is kept; says nothing about the grant.</summary>
    public string NameOf(RefreshGrant grant) => Convert.ToHexStringLower(Derive(grant, "name"));

    public byte[] Close(RefreshGrant grant, Renewal renewal)
    {
        var plaintext = JsonSerializer.SerializeToUtf8Bytes(KeptRenewal.Of(renewal), KeptRenewalJson.Default.KeptRenewal);
        var frame = new byte[Overhead + plaintext.Length];
        frame[0] = Version;
        var nonce = frame.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Derive(grant, "key"), TagLength);
        aes.Encrypt(nonce, plaintext, frame.AsSpan(1 + NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), frame.AsSpan(0, 1));
        return frame;
    }

    /// <summary>The result; null when the bytes were not sealed for this grant.</summary>
    public Renewal? Open(RefreshGrant grant, byte[] frame)
    {
        if (frame.Length < Overhead || frame[0] != Version)
        {
            return null;
        }

        var plaintext = new byte[frame.Length - Overhead];
        using var aes = new AesGcm(Derive(grant, "key"), TagLength);
        try
        {
            aes.Decrypt(
                frame.AsSpan(1, NonceLength), frame.AsSpan(1 + NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), plaintext, frame.AsSpan(0, 1));
            return JsonSerializer.Deserialize(plaintext, KeptRenewalJson.Default.KeptRenewal)?.For(grant);
        }
        catch (Exception foreign) when (foreign is AuthenticationTagMismatchException or JsonException)
        {
            return null;
        }
    }

    private byte[] Derive(RefreshGrant grant, string purpose)
    {
        // Length-prefixed, so that no two grants have the same bytes.
        string[] parts = [provider.ClientId, provider.Issuer, grant.SessionId, grant.RefreshToken];
        var secret = Encoding.UTF8.GetBytes($"{grant.Generation}" + string.Concat(parts.Select(part => $" {part.Length}:{part}")));
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes("token-exchange renewal 1 " + purpose));
    }
}

/// <summary>What is kept of a finished refresh. Without an access token: the grant has ended.</summary>
internal sealed record KeptRenewal
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

    public static KeptRenewal Of(Renewal renewal) => renewal is Renewal.Renewed renewed
        ? new KeptRenewal
        {
            AccessToken = renewed.Tokens.AccessToken,
            ExpiresIn = renewed.Tokens.ExpiresIn.TotalSeconds,
            ReceivedAt = renewed.ReceivedAt.ToUnixTimeMilliseconds(),
            RefreshToken = renewed.Tokens.RefreshToken,
            IdToken = renewed.IdToken?.Text,
        }
        : new KeptRenewal();

    public Renewal For(RefreshGrant grant)
    {
        if (AccessToken is null)
        {
            return new Renewal.Ended();
        }

        var tokens = new TokenSet(AccessToken, TimeSpan.FromSeconds(ExpiresIn), RefreshToken, IdToken);
        return new Renewal.Renewed(
            tokens, DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt), CompactToken.TryParse(IdToken, out var idToken) ? idToken : null, grant.Next(RefreshToken));
    }

    public override string ToString() => $"{nameof(KeptRenewal)} {{ *** }}";
}

/// <summary>Serializer of what is kept of a refresh.</summary>
[JsonSerializable(typeof(KeptRenewal))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class KeptRenewalJson : JsonSerializerContext;
