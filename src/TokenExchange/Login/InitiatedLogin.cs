using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;

namespace TokenExchange.Login;

/// <summary>
/// A login that a third party initiates (OpenID Connect Core 1.0 section 4): a navigation to <c>GET /api/auth/login</c> with <c>iss</c>, and perhaps
/// <c>login_hint</c> and <c>target_link_uri</c>. Without <c>iss</c> the other two are unknown parameters.
/// </summary>
internal sealed class InitiatedLogin(ProviderOptions provider, LoginOptions options, GateOptions gate)
{
    /// <summary>The request with what the third party asks for; what it asks for by the page's own names takes precedence.</summary>
    public Outcome<LoginRequest> Read(IQueryCollection query, LoginRequest request)
    {
        StringValues[] found = [query["iss"], query["login_hint"], query["target_link_uri"]];
        if (!found[0].Any(value => value is { Length: > 0 }))
        {
            return request;
        }

        if (found.Any(values => values.Count > 1))
        {
            return Catalogue.RequestInvalid.WithReason("A parameter of a login that a third party initiates comes twice.");
        }

        if (!IssuerTemplate.Accepts(provider, found[0]))
        {
            return Catalogue.IssuerMismatch.WithReason("iss of a login that a third party initiates does not match: got another issuer, expected Provider:Issuer.");
        }

        return request with
        {
            LoginHint = request.LoginHint ?? found[1],
            ReturnUrl = request.ReturnUrl ?? PathOf(found[2]) ?? options.DefaultReturnPath,
        };
    }

    /// <summary>The path of an address of ours; null for anything else, so that this is no open redirector (section 4).</summary>
    private string? PathOf(string? address)
    {
        var origin = gate.PublicOrigin.Value;
        var text = address?.StartsWith(origin, StringComparison.OrdinalIgnoreCase) == true ? address[origin.Length..] : address;
        return text is "" && address!.Length > 0 ? "/" : ReturnPath.TryParse(text, out var path) ? path.Value : null;
    }
}
