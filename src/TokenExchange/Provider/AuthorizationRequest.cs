using System.Text;

namespace TokenExchange.Provider;

/// <summary>What a login asks of the provider, apart from what configuration says (OpenID Connect Core 1.0 section 3.1.2.1).</summary>
internal sealed record AuthorizationRequest
{
    public required string RedirectUri { get; init; }

    public required string State { get; init; }

    public required string Nonce { get; init; }

    /// <summary>S256, always (RFC 7636 section 4.2).</summary>
    public required string CodeChallenge { get; init; }

    public string? LoginHint { get; init; }

    public string? Prompt { get; init; }

    public string? AcrValues { get; init; }

    public string? MaxAge { get; init; }

    public string? UiLocales { get; init; }

    /// <summary>What the access token must contain, as <see cref="ClaimsRequest"/> reads it.</summary>
    public string? Claims { get; init; }

    /// <summary>What a page passes on besides, of the names that the settings allow.</summary>
    public IReadOnlyDictionary<string, string> PageParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Every parameter, each once; absent ones are left out (RFC 6749 section 3.1). Those of the protocol go before those of the page, and these before the
    /// fixed ones of the settings.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters(ProviderOptions options)
    {
        KeyValuePair<string, string?>[] all =
        [
            new("response_type", "code"),
            new("client_id", options.ClientId),
            new("redirect_uri", RedirectUri),
            new("scope", options.Scopes),
            new("state", State),
            new("nonce", Nonce),
            new("code_challenge", CodeChallenge),
            new("code_challenge_method", "S256"),
            new("response_mode", options.ResponseMode == ResponseMode.FormPost ? "form_post" : null),
            new("audience", options.Audience),
            new("resource", options.Resource),
            new("login_hint", LoginHint),
            new("prompt", Prompt),
            new("acr_values", AcrValues),
            new("max_age", MaxAge),
            new("ui_locales", UiLocales),
            new("claims", Claims is null ? null : ClaimsRequest.Merge(Claims, options.AuthorizeParameters.GetValueOrDefault("claims"))),
        ];
        return
        [
            .. all.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value!))
                .Concat(PageParameters).Concat(options.AuthorizeParameters).DistinctBy(parameter => parameter.Key, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>An address with parameters added; a query that the provider's metadata put there stays (RFC 6749 section 3.1).</summary>
    public static string Address(Uri endpoint, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var address = new StringBuilder(endpoint.AbsoluteUri);
        var separator = endpoint.Query.Length == 0 ? '?' : '&';
        foreach (var (name, value) in parameters)
        {
            address.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return address.ToString();
    }
}
