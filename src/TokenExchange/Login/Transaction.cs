using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace TokenExchange.Login;

/// <summary>One login attempt, sealed into its own cookie from <c>login</c> to <c>exchange</c>: it binds the attempt to this browser.</summary>
internal sealed record Transaction
{
    [JsonPropertyName("s")]
    public required string State { get; init; }

    [JsonPropertyName("n")]
    public required string Nonce { get; init; }

    /// <summary>The PKCE <c>code_verifier</c> (RFC 7636 section 4.1): 256 random bits, 43 characters.</summary>
    [JsonPropertyName("v")]
    public required string CodeVerifier { get; init; }

    [JsonPropertyName("r")]
    public required string ReturnPath { get; init; }

    /// <summary>The redirect URI that was sent; the token endpoint must be told the same (RFC 6749 section 4.1.3).</summary>
    [JsonPropertyName("u")]
    public required string RedirectUri { get; init; }

    [JsonPropertyName("o")]
    public required string Issuer { get; init; }

    /// <summary>The id that this browser's sessions carry; its session may not be seen when the login completes.</summary>
    [JsonPropertyName("w")]
    public required string Browser { get; init; }

    [JsonPropertyName("a")]
    public string? AcrValues { get; init; }

    [JsonPropertyName("m")]
    public long? MaxAge { get; init; }

    /// <summary>Whether the user had to authenticate anew (<c>prompt=login</c>).</summary>
    [JsonPropertyName("l")]
    public bool PromptsLogin { get; init; }

    /// <summary>Whether another site may have begun it: such a login gives way to those of the user.</summary>
    [JsonPropertyName("x")]
    public bool IsCrossSite { get; init; }

    /// <summary>Whether no other session and no other login has this browser's id: then its completion has nothing to replace.</summary>
    [JsonPropertyName("f")]
    public bool IsOnly { get; init; }

    /// <summary>Unix milliseconds: of logins in one second it has to be known which was first.</summary>
    [JsonPropertyName("b")]
    public required long StartedAt { get; init; }

    /// <summary><c>code_challenge</c>, method S256 (RFC 7636 section 4.2).</summary>
    [JsonIgnore]
    public string CodeChallenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    /// <summary>256 bits from the system's generator, as 43 characters of base64url.</summary>
    public static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public override string ToString() => $"{nameof(Transaction)} {{ *** }}";
}
