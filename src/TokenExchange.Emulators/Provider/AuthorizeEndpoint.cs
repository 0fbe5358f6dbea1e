using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace TokenExchange.Emulators.Provider;

/// <summary>The authorization endpoint (RFC 6749 section 4.1.1, OpenID Connect Core 1.0 section 3.1.2).</summary>
internal sealed class AuthorizeEndpoint(DevProviderOptions options, Grants grants, TimeProvider clock)
{
    private const string SessionCookie = "dev-provider-session";

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ProviderSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>GET: the response for a known user, otherwise the page to choose a user. POST: the choice.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Any(pair => pair.Value.Count > 1) || query["client_id"] != options.ClientId || !options.Allows(query["redirect_uri"]))
        {
            // An unknown client or address must never be redirected to (RFC 6749 section 4.1.2.1).
            await ProviderPages.ProblemAsync(context, "This request has an unknown client or redirect URI.");
            return;
        }

        if (Fault(query) is { } error)
        {
            await AnswerAsync(context, [new("error", error), new("error_description", "Rejected by the dev provider.")]);
            return;
        }

        var form = HttpMethods.IsPost(context.Request.Method) ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (form.ContainsKey("deny"))
        {
            await AnswerAsync(context, [new("error", "access_denied"), new("error_description", "The user pressed Deny.")]);
        }
        else if (SignIn(context, form["user"].FirstOrDefault()) is { } session)
        {
            await GrantAsync(context, session);
        }
        else if (query["prompt"].ToString().Split(' ').Contains("none"))
        {
            await AnswerAsync(context, [new("error", "login_required")]);
        }
        else
        {
            await ProviderPages.ChooseAsync(context);
        }
    }

    /// <summary>Ends the provider's session and redirects the browser back (RP-Initiated Logout 1.0).</summary>
    public async Task EndSessionAsync(HttpContext context)
    {
        if (context.Request.Cookies[SessionCookie] is { } id)
        {
            _sessions.TryRemove(id, out _);
            context.Response.Cookies.Delete(SessionCookie, Cookie());
        }

        var target = context.Request.Query["post_logout_redirect_uri"].ToString();
        if (target.Length == 0 || context.Request.Query["client_id"] != options.ClientId || !options.Allows(target))
        {
            await ProviderPages.ProblemAsync(context, "You are signed out of the dev provider.", StatusCodes.Status200OK);
            return;
        }

        var state = context.Request.Query["state"].ToString();
        context.Response.Redirect(state.Length > 0 ? QueryHelpers.AddQueryString(target, "state", state) : target);
    }

    private static string? Fault(IQueryCollection query)
    {
        if (query["response_type"] != "code")
        {
            return "unsupported_response_type";
        }

        if (!query["scope"].ToString().Split(' ').Contains("openid"))
        {
            return "invalid_scope";
        }

        return query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43 ? "invalid_request" : null;
    }

    /// <summary>The user from <c>login_hint</c>, from the form, or from the provider's own session if that is recent enough.</summary>
    private ProviderSession? SignIn(HttpContext context, string? chosen)
    {
        var query = context.Request.Query;
        var isSilent = query["prompt"].ToString().Split(' ').Contains("none");
        if (!isSilent && options.FindUser(chosen ?? query["login_hint"]) is { } user)
        {
            var acr = query["acr_values"].ToString().Split(' ')[0];
            var session = new ProviderSession(Grants.Random(), user, clock.GetUtcNow().ToUnixTimeSeconds(), acr.Length > 0 ? acr : "1");
            _sessions[session.Id] = session;
            context.Response.Cookies.Append(SessionCookie, session.Id, Cookie());
            return session;
        }

        var mustAsk = query["prompt"].ToString().Split(' ').Intersect(["login", "select_account"]).Any();
        return !mustAsk && context.Request.Cookies[SessionCookie] is { } id && _sessions.TryGetValue(id, out var known) && IsFresh(known, query["max_age"])
            && (query["acr_values"].ToString() is "" || query["acr_values"].ToString().Split(' ').Contains(known.Acr)) ? known : null;
    }

    private bool IsFresh(ProviderSession session, StringValues maxAge) =>
        !long.TryParse(maxAge, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || clock.GetUtcNow().ToUnixTimeSeconds() - session.AuthTime <= seconds;

    private Task GrantAsync(HttpContext context, ProviderSession session)
    {
        var query = context.Request.Query;
        var nonce = query["nonce"].ToString();
        var code = grants.AddCode(new IssuedCode(
            new Family(session, options.ClientId) { Scope = query["scope"].ToString(), Audience = Audience(query) },
            query["redirect_uri"].ToString(),
            query["code_challenge"].ToString(),
            nonce.Length > 0 ? nonce : null,
            clock.GetUtcNow().AddSeconds(60)));
        return AnswerAsync(context, [new("code", code)]);
    }

    /// <summary>The API that the login asks for, by <c>resource</c> (RFC 8707) or, as at Auth0, by <c>audience</c>; otherwise the configured one.</summary>
    private string Audience(IQueryCollection query) => query["resource"].ToString() is { Length: > 0 } resource ? resource
        : query["audience"].ToString() is { Length: > 0 } audience ? audience : options.ApiId;

    /// <summary>The response in the requested mode, with <c>state</c> and <c>iss</c> (RFC 9207).</summary>
    private Task AnswerAsync(HttpContext context, List<KeyValuePair<string, string?>> answer)
    {
        var query = context.Request.Query;
        if (query["state"].ToString() is { Length: > 0 } state)
        {
            answer.Add(new("state", state));
        }

        answer.Add(new("iss", options.Issuer));
        var target = query["redirect_uri"].ToString();
        if (query["response_mode"] == "form_post")
        {
            return ProviderPages.FormPostAsync(context, target, answer);
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = QueryHelpers.AddQueryString(target, answer);
        return Task.CompletedTask;
    }

    private static CookieOptions Cookie() => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", Secure = true };
}
