using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary><c>user-token</c>: the access token of the session, as <c>Authorization: Bearer</c> (RFC 6750 section 2.1).</summary>
internal sealed class UserTokenCredential(RequestSessions sessions) : IRouteCredential
{
    public static RouteCredentialKind Kind { get; } = new(
        "user-token", NeedsSession: true, (_, _, services) => new UserTokenCredential(services.GetRequiredService<RequestSessions>()));

    /// <summary>A new login would bring the same: only the settings can change it.</summary>
    public static Failure NoAccessToken { get; } = Catalogue.Misconfigured.WithReason(
        "The provider issued no access token for this session: request a scope of the API in Provider:Scopes, or change the route's Credential.");

    public string? Header => null;

    public string? QueryParameter => null;

    public IEnumerable<string> KnownSecrets => [];

    public async ValueTask<Outcome<UpstreamCredential>> GetAsync(HttpContext context, Session? session)
    {
        if (session is null)
        {
            return Catalogue.NotAuthenticated;
        }

        var current = await sessions.WithLiveTokenAsync(context, session);
        return !current.Succeeded ? current.Failure
            : current.Value.AccessToken.Length == 0 ? NoAccessToken
            : Bearer(current.Value);
    }

    public bool IsRefusedBy(HttpResponseMessage response) => BearerChallenge.RefusesToken(response);

    public async Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, Session? session, UpstreamCredential refused) =>
        session is not null && await sessions.AfterRefusalAsync(context, session) is { } renewed ? Bearer(renewed).Value : null;

    public void RefusedAgain(Session? session)
    {
        if (session is not null)
        {
            sessions.RefusedAgain(session);
        }
    }

    public void Accepted(UpstreamCredential credential)
    {
        // Nothing to remember: a session has one token.
    }

    private static Outcome<UpstreamCredential> Bearer(Session session) => UpstreamCredential.Bearer(session.AccessToken, session.Derived.Authorization);
}
