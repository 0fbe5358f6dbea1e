using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary>Gets what an upstream is shown, and another one when the upstream refuses it. No credential, no request.</summary>
internal sealed class RouteCredentials(AccessTokens tokens)
{
    /// <summary>Whether this kind is one that the proxy can show. Asked at the start; a call of any other is refused.</summary>
    public static bool Handles(RouteCredential kind) => kind is RouteCredential.UserToken or RouteCredential.ApiKey or RouteCredential.None;

    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async Task<Outcome<UpstreamCredential>> GetAsync(HttpContext context, ProxyRoute route, Session? session)
    {
        switch (route.Options.Credential)
        {
            case RouteCredential.UserToken:
                var current = await tokens.CurrentAsync(context, session!);
                return current.Succeeded ? new UpstreamCredential(current.Value.AccessToken, "") : current.Failure;
            case RouteCredential.ApiKey:
                var key = await route.ApiKey!.CurrentAsync(context.RequestAborted);
                return key.Succeeded ? new UpstreamCredential(key.Value.Value.Reveal(), key.Value.Id) : key.Failure;
            case RouteCredential.None:
                return UpstreamCredential.None;
            default:
                return Catalogue.Misconfigured.WithReason("The route's kind of credential is not implemented.");
        }
    }

    /// <summary>Whether the upstream refused the credential itself: a token only when it says so (RFC 6750 section 3.1), a key by any 401.</summary>
    public static bool IsRefused(HttpResponseMessage response, ProxyRoute route) =>
        response.StatusCode == System.Net.HttpStatusCode.Unauthorized
        && (route.Options.Credential != RouteCredential.UserToken
            || response.Headers.WwwAuthenticate.Any(challenge => challenge.Parameter?.Contains("invalid_token", StringComparison.Ordinal) == true));

    /// <summary>Another one after the upstream refused this one; null when there is none.</summary>
    public async Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, ProxyRoute route, Session? session, UpstreamCredential refused)
    {
        switch (route.Options.Credential)
        {
            case RouteCredential.UserToken:
                return await tokens.AfterRefusalAsync(context, session!) is { } renewed ? new UpstreamCredential(renewed.AccessToken, "") : null;
            case RouteCredential.ApiKey:
                return await OtherKeyAsync(context, route, refused) is { } other ? new UpstreamCredential(other.Value.Reveal(), other.Id) : null;
            default:
                return null;
        }
    }

    /// <summary>The upstream refused the other one too.</summary>
    public void RefusedAgain(ProxyRoute route, Session? session)
    {
        if (route.Options.Credential == RouteCredential.UserToken)
        {
            tokens.RefusedAgain(session!);
        }
    }

    /// <summary>While the vault is down there is no other key: the upstream's refusal is then the answer.</summary>
    private static async Task<SecretVersion?> OtherKeyAsync(HttpContext context, ProxyRoute route, UpstreamCredential refused)
    {
        try
        {
            return await route.ApiKey!.OtherAsync(refused.Version, context.RequestAborted);
        }
        catch (OutageException)
        {
            return null;
        }
    }

    /// <summary>The upstream answered. Only success proves the key: a redirect, a limit or an error may have come before anybody looked at it.</summary>
    public static void Answered(ProxyRoute route, UpstreamCredential credential, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            route.ApiKey?.Accepted(credential.Version);
        }
    }
}
