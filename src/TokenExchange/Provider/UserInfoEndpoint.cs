using System.Net.Http.Headers;
using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Provider;

/// <summary>
/// The provider's userinfo endpoint (OpenID Connect Core 1.0 section 5.3), read once at login where <c>Provider:UserInfo</c> says so: some providers keep
/// the claims out of the ID token.
/// </summary>
internal sealed class UserInfoEndpoint(ProviderDirectory directory, ProviderHttp http, ProviderOptions options, OutboundCalls calls)
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>The claims of this subject; null when the settings do not ask for them.</summary>
    /// <exception cref="OutageException">The provider cannot be reached, or answers with an outage.</exception>
    public async Task<Outcome<UserInfo>> ReadAsync(string subject, string accessToken, CancellationToken cancellationToken)
    {
        if (!options.UserInfo)
        {
            return UserInfo.None;
        }

        if (accessToken.Length == 0)
        {
            return Catalogue.Misconfigured.WithReason("Provider:UserInfo is true, and the provider issued no access token to read it with.");
        }

        var provider = await directory.GetAsync(cancellationToken);
        if (provider.UserInfoEndpoint is not { } endpoint)
        {
            return Catalogue.Misconfigured.WithReason("Provider:UserInfo is true, and the discovery document names no userinfo_endpoint.");
        }

        var answer = await GetAsync(endpoint, accessToken, cancellationToken);
        if (ProviderAnswer.IsTemporary(answer.Status))
        {
            throw new OutageException(answer.AsOutage());
        }

        if (answer.Status != 200 || !StrictJson.TryParse(answer.Text, out var claims))
        {
            return Catalogue.ProviderResponseInvalid.WithReason($"The userinfo endpoint answered with status {answer.Status}; expected 200 and a JSON object.");
        }

        // Section 5.3.2: the access token could be another user's; only sub tells.
        return string.Equals(StrictJson.Text(claims.Value, "sub"), subject, StringComparison.Ordinal)
            ? new UserInfo(claims)
            : Catalogue.IdTokenInvalid.WithReason("The sub of userinfo does not match the sub of the ID token.");
    }

    private async Task<ProviderAnswer> GetAsync(Uri endpoint, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, http.Allow(endpoint));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await http.CallAsync(calls, TelemetryNames.Calls.UserInfo, request, MaxBytes, cancellationToken);
    }
}

/// <summary>Claims of the userinfo endpoint. Never logged.</summary>
internal sealed record UserInfo(JsonElement? Claims)
{
    public static UserInfo None { get; } = new((JsonElement?)null);

    public override string ToString() => $"{nameof(UserInfo)} {{ *** }}";
}
