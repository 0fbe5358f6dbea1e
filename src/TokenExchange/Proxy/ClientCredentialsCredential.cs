using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.ApiTokens;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary><c>client-credentials</c>: a token of the application itself (RFC 6749 section 4.4). The API does not learn who the user is.</summary>
internal sealed class ClientCredentialsCredential(ApplicationToken token) : IRouteCredential
{
    public static RouteCredentialKind Kind { get; } = new("client-credentials", NeedsSession: false, (route, options, services) => new ClientCredentialsCredential(
        new ApplicationToken(
            route,
            options.TokenExchange,
            services.GetRequiredService<TokenEndpoint>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<CappedLogger<ApplicationToken>>())))
    {
        RequestsToken = true,
    };

    public string? Header => null;

    public string? QueryParameter => null;

    public IEnumerable<string> KnownSecrets => [];

    public async ValueTask<Outcome<UpstreamCredential>> GetAsync(HttpContext context, Session? session)
    {
        var current = await token.GetAsync(context.RequestAborted);
        return current.Succeeded ? UpstreamCredential.Bearer(current.Value.Value) : current.Failure;
    }

    public bool IsRefusedBy(HttpResponseMessage response) => BearerChallenge.RefusesToken(response);

    public async Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, Session? session, UpstreamCredential refused) =>
        await token.OtherAsync(refused.Secret, context.RequestAborted) is { } other ? UpstreamCredential.Bearer(other.Value).Value : null;

    public void RefusedAgain(Session? session)
    {
        // The renewal has been counted: until its cool-down is over there is no other one.
    }

    public void Accepted(UpstreamCredential credential) => token.Accepted(credential.Secret);
}
