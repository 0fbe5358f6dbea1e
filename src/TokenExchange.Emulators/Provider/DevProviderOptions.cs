using System.Security.Cryptography;

namespace TokenExchange.Emulators.Provider;

/// <summary>The options of the dev provider.</summary>
internal sealed record DevProviderOptions
{
    /// <summary>The issuer identifier and base address, without a slash at its end.</summary>
    public required string Issuer { get; init; }

    /// <summary>The identifier of the API for which access tokens are, unless the login asks for another one.</summary>
    public const string DefaultApi = "demo-api";

    public string ClientId { get; init; } = "token-exchange-demo";

    /// <summary>Secrets that are accepted at the start.</summary>
    public required IReadOnlyList<string> ClientSecrets { get; init; }

    /// <summary>Origins that redirect URIs may have, besides loopback ones.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Lifetime of access tokens, in seconds.</summary>
    public int AccessTokenSeconds { get; init; } = 300;

    public AccessTokenForm AccessTokens { get; init; }

    /// <summary>The identifier of the API: the audience of access tokens, and its client identifier at the introspection endpoint.</summary>
    public string ApiId { get; init; } = DefaultApi;

    /// <summary>The secret with which the API authenticates at the introspection endpoint; null: it cannot.</summary>
    public string? ApiSecret { get; init; }

    /// <summary>How many users <c>user-1</c>, <c>user-2</c>, … there are besides alice and bob: for tests with many users.</summary>
    public int NumberedUsers { get; init; }

    /// <summary>Where the RSA keys that sign come from, for tests that cannot generate one each (0.2 s); null: each is generated.</summary>
    public Func<RSA>? NewRsaKey { get; init; }

    /// <summary>Whether access tokens for this API are JWTs, which it can verify by itself.</summary>
    public bool IsJwtFor(string audience) => AccessTokens is AccessTokenForm.Jwt || (AccessTokens is AccessTokenForm.Auto && audience != DefaultApi && ApiSecret is null);

    /// <summary>The user of this name; null when there is none.</summary>
    public DevUser? FindUser(string? name) => DevUser.Find(name) ?? DevUser.FindNumbered(name, NumberedUsers);

    /// <summary>Any path of a registered origin; loopback with any port (RFC 8252 section 7.3), because gateways use free ports.</summary>
    public bool Allows(string? redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && ((uri.IsLoopback && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)) || Origins.Contains(uri.GetLeftPart(UriPartial.Authority), StringComparer.Ordinal));
}
