namespace TokenExchange.Login;

/// <summary>Where the browser goes in a login. Section <c>TokenExchange:Login</c>. All are paths of the public origin.</summary>
internal sealed record LoginOptions
{
    /// <summary>Where the provider sends the browser back to.</summary>
    /// <remarks>
    /// The default lets the service complete the login. A path of the page lets the page complete it by <c>POST /api/auth/exchange</c>.
    /// Register the public origin with this path at the provider.
    /// </remarks>
    public string CallbackPath { get; init; } = "/api/auth/callback";

    /// <summary>
    /// Page to which the browser is sent when a login by navigation fails (<c>GET login</c>, callback), with <c>?code=…&amp;traceId=…&amp;returnUrl=…</c>. It may
    /// have a query of its own.
    /// </summary>
    /// <remarks><c>returnUrl</c> is the return path that was asked for, a path of the public origin; it is absent when it is not known.</remarks>
    public string ErrorPath { get; init; } = "/";

    /// <summary>
    /// Names of parameters that a page may add to the authorization request, for example <c>domain_hint</c>, <c>kc_idp_hint</c>, <c>organization</c>,
    /// <c>connection</c>, <c>screen_hint</c>, <c>claims</c>. Anybody who can run a script or send a link can set them: list only those whose effect at your
    /// provider is harmless. Parameters of the protocol itself cannot be listed.
    /// </summary>
    public IReadOnlyList<string> PageParameters { get; init; } = [];

    /// <summary>Where a login without <c>returnUrl</c> ends.</summary>
    public string DefaultReturnPath { get; init; } = "/";

    /// <summary>Where the provider sends the browser after a logout. Register it there.</summary>
    public string PostLogoutPath { get; init; } = "/";
}
