namespace TokenExchange.ApiTokens;

/// <summary>The token that a route requests from the provider. Section <c>TokenExchange</c> of a route.</summary>
internal sealed record TokenExchangeOptions
{
    /// <summary>
    /// Sent as <c>audience</c>: the API's name at the provider (RFC 8693 section 2.1; Auth0 for <c>client-credentials</c>). Not for <c>on-behalf-of</c>.
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>Sent as <c>resource</c>: the API's address (RFC 8693 section 2.1, RFC 8707 section 2). Not for <c>on-behalf-of</c>.</summary>
    public string? Resource { get; init; }

    /// <summary>
    /// Scopes to request, separated by single blanks. Required for <c>on-behalf-of</c>; Entra ID takes the scopes of one API there, and for
    /// <c>client-credentials</c> only <c>api://…/.default</c>.
    /// </summary>
    public string? Scopes { get; init; }

    /// <summary>The parameters of the token request.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        if (Audience is not null)
        {
            yield return new("audience", Audience);
        }

        if (Resource is not null)
        {
            yield return new("resource", Resource);
        }

        if (Scopes is not null)
        {
            yield return new("scope", Scopes);
        }
    }
}
