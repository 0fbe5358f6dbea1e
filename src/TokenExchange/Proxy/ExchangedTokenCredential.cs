using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.ApiTokens;
using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary>A token for this API alone, issued in exchange for the access token of the session. The grant is what the kinds differ in.</summary>
internal sealed class ExchangedTokenCredential(ExchangeGrant grant, TokenExchangeOptions options, RequestSessions sessions, ExchangedTokens tokens) : IRouteCredential
{
    public string? Header => null;

    public string? QueryParameter => null;

    public IEnumerable<string> KnownSecrets => [];

    /// <summary>The kind of credential whose grant this is.</summary>
    public static RouteCredentialKind KindOf(ExchangeGrant grant) => new(grant.Name, NeedsSession: true, (_, options, services) => new ExchangedTokenCredential(
        grant, options.TokenExchange, services.GetRequiredService<RequestSessions>(), services.GetRequiredService<ExchangedTokens>()))
    {
        RequestsToken = true,
    };

    public async ValueTask<Outcome<UpstreamCredential>> GetAsync(HttpContext context, Session? session)
    {
        if (session is null)
        {
            return Catalogue.NotAuthenticated;
        }

        var current = await sessions.WithLiveTokenAsync(context, session);
        return !current.Succeeded ? current.Failure
            : current.Value.AccessToken.Length == 0 ? UserTokenCredential.NoAccessToken
            : await ShowAsync(context, current.Value, await ExchangeAsync(context, current.Value));
    }

    public bool IsRefusedBy(HttpResponseMessage response) => BearerChallenge.RefusesToken(response);

    public async Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, Session? session, UpstreamCredential refused)
    {
        if (session is null || tokens.IsUseless(Of(session)))
        {
            return null;
        }

        try
        {
            return await sessions.WithLiveTokenAsync(context, session) is { Succeeded: true, Value: var current }
                ? (await ShowAsync(context, current, await tokens.GetAsync(Of(current), refused.Secret, context.RequestAborted))).Value
                : null;
        }
        catch (OutageException)
        {
            return null; // the API's refusal is the answer
        }
    }

    public void RefusedAgain(Session? session)
    {
        if (session is not null)
        {
            tokens.ReportUseless(Of(session));
        }
    }

    public void Accepted(UpstreamCredential credential)
    {
        // Nothing to remember: there is one token for each session and API.
    }

    /// <summary>An access token that the provider does not exchange is renewed once: it may have been revoked before its expiry.</summary>
    private async Task<ExchangeResult> ExchangeAsync(HttpContext context, Session session)
    {
        var result = await tokens.GetAsync(Of(session), null, context.RequestAborted);
        if (result is not ExchangeResult.Refused { IsOfToken: true } || await sessions.AfterRefusalAsync(context, session) is not { } renewed)
        {
            return result;
        }

        var second = await tokens.GetAsync(Of(renewed), null, context.RequestAborted);
        if (second is ExchangeResult.Refused { IsOfToken: true })
        {
            sessions.RefusedAgain(renewed);
        }

        return second;
    }

    /// <summary>An exchange takes a while: for a session that ended meanwhile nothing is sent.</summary>
    private async Task<Outcome<UpstreamCredential>> ShowAsync(HttpContext context, Session session, ExchangeResult result) => result switch
    {
        _ when await sessions.IsEndedAsync(context, session) => Catalogue.SessionRevoked.WithReason("The session ended while its token was exchanged."),
        ExchangeResult.Exchanged exchanged => UpstreamCredential.Bearer(exchanged.Token),
        ExchangeResult.Refused refused => refused.Failure,
        ExchangeResult.Failed failed => failed.Failure,
        _ => throw new InvalidOperationException("An exchange result of an unknown kind."),
    };

    private Exchange Of(Session session) => new(session, grant, options);
}
