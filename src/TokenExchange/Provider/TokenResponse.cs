using System.Text.Json;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>Reads the response of a token endpoint strictly.</summary>
internal static class TokenResponse
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    /// <param name="answer">The response.</param>
    /// <param name="assumed">The lifetime used when the provider sends no <c>expires_in</c>, or none that can be used.</param>
    public static TokenReply Read(ProviderAnswer answer, TimeSpan assumed) => answer.Status switch
    {
        >= 500 => new TokenReply.Failed(answer.AsOutage()), // whatever the body: a server error says nothing about the grant
        200 => ReadGrant(answer, assumed),
        >= 400 when OAuthError.Read(answer) is { } error => TokenError.Read(error, answer),
        var status when ProviderAnswer.IsTemporary(status) => new TokenReply.Failed(answer.AsOutage()),
        _ => Invalid("The token endpoint returned an unexpected status without an OAuth error."),
    };

    private static TokenReply.Failed Invalid(string reason) => new(Catalogue.ProviderResponseInvalid.WithReason(reason));

    private static TokenReply ReadGrant(ProviderAnswer answer, TimeSpan assumed)
    {
        if (!StrictJson.TryParse(answer.Text, out var root))
        {
            return Invalid("The token response is not a valid JSON object.");
        }

        if (AccessToken(root.Value) is not { } accessToken)
        {
            // Some providers send errors with status 200 (GitHub, Slack).
            return StrictJson.Text(root.Value, "error") is { } error
                ? TokenError.Read(error, answer)
                : Invalid("The token response has no valid access_token.");
        }

        // RFC 6749 section 7.1: a token whose type is not understood must not be used. The type is case-insensitive (section 5.1). Without one it is Bearer:
        // no other type could be used without what else it needs, and no client of such a provider expects anything else.
        if (accessToken.Length > 0 && root.Value.TryGetProperty("token_type", out _) && !string.Equals(StrictJson.Text(root.Value, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return Invalid("token_type is not Bearer.");
        }

        return new TokenReply.Granted(new TokenSet(
            accessToken, Lifetime(root.Value) ?? assumed, StrictJson.Text(root.Value, "refresh_token"), StrictJson.Text(root.Value, "id_token"))
        {
            IssuedType = StrictJson.Text(root.Value, "issued_token_type"),
        });
    }

    /// <summary>
    /// The access token; empty when there is none but an ID token (Azure AD B2C, when no scope of an API is requested), null when there is none that can be used.
    /// </summary>
    private static string? AccessToken(JsonElement root)
    {
        if (root.TryGetProperty("access_token", out var value) && value.ValueKind != JsonValueKind.Null)
        {
            return StrictJson.Text(root, "access_token") is { Length: > 0 } token && IsHeaderSafe(token) ? token : null;
        }

        return StrictJson.Text(root, "id_token") is { Length: > 0 } && StrictJson.Text(root, "error") is null ? "" : null;
    }

    /// <summary>RFC 6750 section 2.1: <c>b64token</c>; in practice visible ASCII. Anything else could split a header.</summary>
    private static bool IsHeaderSafe(string token) => token.All(character => character is > ' ' and < '\x7f');

    /// <summary><c>expires_in</c> as a number, or as a string of digits (some providers); an invalid value counts as absent, a very large one is limited.</summary>
    private static TimeSpan? Lifetime(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value))
        {
            return null;
        }

        double seconds = 0;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out seconds),
            JsonValueKind.String => double.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out seconds),
            _ => false,
        };
        return !isNumber || !(seconds > 0) ? null : TimeSpan.FromSeconds(Math.Min(seconds, LongestLifetime.TotalSeconds));
    }
}
