using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenExchange.Emulators.Provider;

/// <summary>A user's session at the provider.</summary>
internal sealed record ProviderSession(string Id, DevUser User, long AuthTime, string Acr);

/// <summary>An authorization code and what it is bound to (RFC 6749 section 4.1.2, RFC 7636 section 4.4).</summary>
internal sealed record IssuedCode(Family Family, string RedirectUri, string CodeChallenge, string? Nonce, DateTimeOffset Until);

/// <summary>Whether refresh tokens are single-use, and the effect of a second use.</summary>
/// <param name="Rotate">Every refresh returns a new refresh token and invalidates the old one.</param>
/// <param name="ReuseDetection">A second use revokes the whole family (RFC 9700 section 4.14.2).</param>
internal sealed record RefreshRules(bool Rotate = true, bool ReuseDetection = true);

/// <summary>The codes and tokens that the provider has issued.</summary>
internal sealed class Grants(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IssuedCode> _codes = [];
    private readonly Dictionary<string, Family> _usedCodes = [];
    private readonly Dictionary<string, IssuedAccessToken> _accessTokens = [];
    private readonly Dictionary<string, (Family Family, bool IsUsed)> _refreshTokens = [];

    /// <summary>By default refresh tokens can be reused, as at many providers.</summary>
    public RefreshRules Rules { get; set; } = new(Rotate: false, ReuseDetection: false);

    public static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The error that every exchange of an access token gets; null: none.</summary>
    public string? ExchangeError { get; set; }

    /// <summary>Length to which access tokens are padded, as by a provider that writes many claims into them.</summary>
    public int AccessTokenLength { get; set; }

    /// <summary>Length to which refresh tokens are padded.</summary>
    public int RefreshTokenLength { get; set; }

    public string AddCode(IssuedCode code)
    {
        lock (_gate)
        {
            var value = "code-" + Random();
            _codes[value] = code;
            return value;
        }
    }

    /// <summary>Redeems the code, once. A second use revokes the tokens of the first one (RFC 6749 section 4.1.2).</summary>
    public IssuedCode? TakeCode(string value)
    {
        lock (_gate)
        {
            if (_codes.Remove(value, out var code) && clock.GetUtcNow() < code.Until)
            {
                _usedCodes[value] = code.Family;
                return code;
            }

            if (_usedCodes.TryGetValue(value, out var family))
            {
                family.IsRevoked = true;
            }

            return null;
        }
    }

    /// <summary>An opaque access token.</summary>
    public string AddAccessToken(Family family, int seconds)
    {
        var value = ("at-" + Random()).PadRight(AccessTokenLength, 'a');
        AddAccessToken(value, IssuedAccessToken.Create(family, clock.GetUtcNow(), seconds));
        return value;
    }

    public void AddAccessToken(string value, IssuedAccessToken token)
    {
        lock (_gate)
        {
            _accessTokens[value] = token;
        }
    }

    public string AddRefreshToken(Family family)
    {
        lock (_gate)
        {
            var value = ("rt-" + Random()).PadRight(RefreshTokenLength, 'r');
            _refreshTokens[value] = (family, false);
            return value;
        }
    }

    /// <summary>The family of a valid refresh token; invalidates the token when tokens rotate.</summary>
    public Family? UseRefreshToken(string value)
    {
        lock (_gate)
        {
            if (!_refreshTokens.TryGetValue(value, out var token) || token.Family.IsRevoked)
            {
                return null;
            }

            if (token.IsUsed)
            {
                token.Family.IsRevoked |= Rules.ReuseDetection;
                return null;
            }

            _refreshTokens[value] = (token.Family, Rules.Rotate);
            return token.Family;
        }
    }

    /// <summary>The user of an access token; null when it is unknown, revoked or expired.</summary>
    public DevUser? Introspect(string accessToken) => FindAccessToken(accessToken)?.Family.Session.User;

    /// <summary>What was issued with this value; null when it is unknown, revoked or expired.</summary>
    public IssuedAccessToken? FindAccessToken(string value)
    {
        lock (_gate)
        {
            return _accessTokens.TryGetValue(value, out var token) && !token.Family.IsRevoked && clock.GetUtcNow() < token.Until ? token : null;
        }
    }

    /// <summary>The family of a refresh token that can be used, without using it.</summary>
    public Family? FindRefreshToken(string value)
    {
        lock (_gate)
        {
            return _refreshTokens.TryGetValue(value, out var token) && !token.IsUsed && !token.Family.IsRevoked ? token.Family : null;
        }
    }

    /// <summary>RFC 7009: revokes either kind of token together with its family. Unknown tokens are not an error.</summary>
    public void Revoke(string value)
    {
        lock (_gate)
        {
            if (_refreshTokens.TryGetValue(value, out var refresh))
            {
                refresh.Family.IsRevoked = true;
            }
            else
            {
                _accessTokens.Remove(value);
            }
        }
    }
}
