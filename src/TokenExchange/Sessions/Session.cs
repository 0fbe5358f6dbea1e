using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenExchange.Sessions;

/// <summary>What the session cookie holds, sealed. Short names: it travels with every request. Times in Unix seconds.</summary>
internal sealed record Session
{
    /// <summary>128 random bits; never shown.</summary>
    [JsonPropertyName("i")]
    public required string Id { get; init; }

    [JsonPropertyName("u")]
    public required string Subject { get; init; }

    [JsonPropertyName("o")]
    public required string Issuer { get; init; }

    /// <summary>Random id of the browser, shared by its transactions and sessions: a completed login replaces the sessions of the same id.</summary>
    [JsonPropertyName("w")]
    public required string Browser { get; init; }

    /// <summary>The provider's own name of the session (<c>sid</c>), for a back-channel logout.</summary>
    [JsonPropertyName("p")]
    public string? ProviderSession { get; init; }

    [JsonPropertyName("c")]
    public required Dictionary<string, JsonElement> Claims { get; init; }

    /// <summary>Empty when the provider issued an ID token alone.</summary>
    [JsonPropertyName("a")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("e")]
    public required long AccessTokenExpires { get; init; }

    /// <summary>From when on the access token is renewed, ahead of its expiry.</summary>
    [JsonPropertyName("n")]
    public required long RenewAt { get; init; }

    /// <summary>The newest verified ID token, if <c>Provider:IdTokenHint</c> says that a logout needs it.</summary>
    [JsonPropertyName("d")]
    public string? IdToken { get; init; }

    /// <summary>When the user authenticated at the provider, if it said so.</summary>
    [JsonPropertyName("t")]
    public long? AuthTime { get; init; }

    /// <summary>How the user authenticated (<c>acr</c>), if the provider said so.</summary>
    [JsonPropertyName("r")]
    public string? Acr { get; init; }

    /// <summary>Hash of the login's nonce: an ID token that comes with a refresh and names one must name the same (OpenID Connect Core 1.0 section 12.2).</summary>
    [JsonPropertyName("h")]
    public string? NonceHash { get; init; }

    /// <summary>In milliseconds: a login right after a back-channel logout of its user must not be taken for one before it.</summary>
    [JsonPropertyName("b")]
    public required long StartedAt { get; init; }

    [JsonPropertyName("z")]
    public required long EndsAt { get; init; }

    [JsonPropertyName("l")]
    public required long LastSeen { get; init; }

    /// <summary>Where access token, ID token and claims are when they do not fit into the cookie. Then they are not in the cookie.</summary>
    [JsonPropertyName("k")]
    public Ticket? Ticket { get; init; }

    /// <summary>The session's public name: says nothing about the cookie, and is the same as long as the session lives.</summary>
    [JsonIgnore]
    public string Pseudonym => Derived.Pseudonym;

    /// <summary>What follows from it, computed once.</summary>
    [JsonIgnore]
    public SessionDerivations Derived => field is { } known && known.AreOf(this) ? known : field = new SessionDerivations(this);

    public static string PseudonymOf(string id) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("token-exchange session " + id)).AsSpan(0, 12));

    /// <summary>Whether a text has the form of a pseudonym.</summary>
    public static bool IsPseudonym(string text) => text.Length == 16 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether this is from a later login than the other one; of one session, whether it holds later tokens or a later use.</summary>
    public bool IsNewerThan(Session other) =>
        (StartedAt, AccessTokenExpires, LastSeen).CompareTo((other.StartedAt, other.AccessTokenExpires, other.LastSeen)) > 0;

    /// <summary>How long it lives at most.</summary>
    public TimeSpan Left(DateTimeOffset now) => TimeSpan.FromSeconds(Math.Max(1, EndsAt - now.ToUnixTimeSeconds()));

    public override string ToString() => $"{nameof(Session)} {{ {Pseudonym} }}";
}

/// <summary>What the refresh cookie holds, sealed.</summary>
internal sealed record RefreshGrant
{
    /// <summary>The session it belongs to; another session's cookie beside it is not used.</summary>
    [JsonPropertyName("i")]
    public required string SessionId { get; init; }

    [JsonPropertyName("r")]
    public required string RefreshToken { get; init; }

    /// <summary>Counts the refreshes of this session, so that a provider which does not rotate still gives each its own result.</summary>
    [JsonPropertyName("g")]
    public required int Generation { get; init; }

    /// <summary>Where the refresh token is when it does not fit into the cookie. Then it is not in the cookie.</summary>
    [JsonPropertyName("k")]
    public Ticket? Ticket { get; init; }

    /// <summary>The session's public name.</summary>
    [JsonIgnore]
    public string Pseudonym => Session.PseudonymOf(SessionId);

    /// <summary>The grant after a refresh: without a new token the old one stays (RFC 6749 section 6).</summary>
    public RefreshGrant Next(string? refreshToken) => this with { RefreshToken = refreshToken ?? RefreshToken, Generation = Generation + 1 };

    public override string ToString() => $"{nameof(RefreshGrant)} {{ *** }}";
}

/// <summary>Serializer of what the cookies hold.</summary>
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(RefreshGrant))]
[JsonSerializable(typeof(AccountGrant))]
[JsonSerializable(typeof(SessionPayload))]
[JsonSerializable(typeof(GrantPayload))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SessionJson : JsonSerializerContext
{
    /// <summary>For what is sealed: no escapes for browsers, which would make six characters of each <c>+</c> in a token.</summary>
    public static SessionJson Sealed => Unescaped.Context;

    /// <summary>A class of its own, because it needs <see cref="Default"/>, which is initialized before it that way.</summary>
    private static class Unescaped
    {
        public static readonly SessionJson Context = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
