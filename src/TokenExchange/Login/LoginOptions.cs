namespace TokenExchange.Login;

/// <summary>Where the browser goes in a login. Section <c>TokenExchange:Login</c>. All are paths of the public origin.</summary>
public sealed record LoginOptions
{
    /// <summary>
    /// Path that the provider sends the browser back to: a route of the SPA, which then calls <c>exchange</c>, or <c>/api/auth/callback</c>, where the
    /// service completes the login itself. Register the public origin with this path at the provider. Default <c>/api/auth/callback</c>.
    /// </summary>
    public string CallbackPath { get; init; } = "/api/auth/callback";

    /// <summary>Path of the page that a failed callback is sent to, with <c>code</c> and <c>traceId</c> in the query. Default <c>/</c>.</summary>
    public string ErrorPath { get; init; } = "/";

    /// <summary>Where a login without <c>returnUrl</c> ends. Default <c>/</c>.</summary>
    public string DefaultReturnPath { get; init; } = "/";

    /// <summary>Where the provider sends the browser after a logout. Register it there. Default <c>/</c>.</summary>
    public string PostLogoutPath { get; init; } = "/";
}
