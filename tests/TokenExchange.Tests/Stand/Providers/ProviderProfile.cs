namespace TokenExchange.Tests.Stand.Providers;

/// <summary>
/// One provider as it answers: what its documents, tokens and errors have that those of others do not. Data alone; the settings are those that its page
/// prints.
/// </summary>
/// <param name="Page">Its page in <c>docs/providers</c>.</param>
/// <param name="Issuer">Its issuer, as its discovery document and its tokens have it.</param>
internal sealed record ProviderProfile(string Page, string Issuer)
{
    /// <summary>A text of its block of settings, where the page has several.</summary>
    public string Block { get; init; } = "TokenExchange__Provider__Authority";

    /// <summary>What stands for the placeholders of the page.</summary>
    public Dictionary<string, string> Values { get; init; } = [];

    /// <summary>Settings where the page offers a choice that needs a platform.</summary>
    public Dictionary<string, string> Choices { get; init; } = [];

    /// <summary>Members of the discovery document that differ; null: it has no such member.</summary>
    public Dictionary<string, object?> Metadata { get; init; } = [];

    /// <summary>Claims of its ID tokens that differ; null: they have no such claim.</summary>
    public Dictionary<string, object?> Claims { get; init; } = [];

    /// <summary>Members of its token responses that differ; null: they have no such member.</summary>
    public Dictionary<string, object?> TokenResponse { get; init; } = [];

    /// <summary>Lifetime of its access tokens in seconds, for the tests a short one.</summary>
    public int AccessTokenSeconds { get; init; } = 300;

    /// <summary>Whether a refresh brings another refresh token.</summary>
    public bool Rotates { get; init; }

    /// <summary>Its answer to a refresh token that has been revoked.</summary>
    public (int Status, string Body) RefusedRefresh { get; init; } = (400, """{"error":"invalid_grant"}""");

    /// <summary>A parameter of the address that ends its session; null: it has no such address.</summary>
    public string? LogoutParameter { get; init; } = "post_logout_redirect_uri";

    /// <summary>Whether it issues refresh tokens.</summary>
    public bool HasRefreshTokens => !TokenResponse.ContainsKey("refresh_token");

    /// <summary>Whether it has a revocation endpoint.</summary>
    public bool HasRevocation => !Metadata.ContainsKey("revocation_endpoint");

    /// <summary>Whether its authorization response has <c>iss</c> (RFC 9207).</summary>
    public bool SendsIssuer => !Metadata.ContainsKey("authorization_response_iss_parameter_supported");

    public override string ToString() => $"{Page} ({Issuer})";
}
