using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Failures;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary><c>api-key</c>: a vault secret in a header or a query parameter, with another version when the upstream refuses one.</summary>
internal sealed class ApiKeyCredential(string route, ApiKeyOptions options, VaultSecrets secrets) : IRouteCredential
{
    private readonly RotatingSecret _secret = secrets.Use(options.SecretName, Use(route, options));

    public static RouteCredentialKind Kind { get; } = new("api-key", NeedsSession: false, (route, options, services) => new ApiKeyCredential(
        route,
        options.ApiKey ?? throw new InvalidOperationException($"Proxy:Routes:{route}:ApiKey is missing."),
        services.GetRequiredService<VaultSecrets>()));

    public string? Header => options.Header;

    public string? QueryParameter => options.QueryParameter;

    public IEnumerable<string> KnownSecrets =>
        secrets.Peek(options.SecretName) is { } versions ? versions.NewestFirst.Select(version => version.Value.Reveal()) : [];

    public async ValueTask<Outcome<UpstreamCredential>> GetAsync(HttpContext context, Session? session)
    {
        var key = await _secret.CurrentAsync(context.RequestAborted);
        return key.Succeeded ? Show(key.Value) : key.Failure;
    }

    /// <summary>Any 401: an API that takes keys has no word of its own for a refused one.</summary>
    public bool IsRefusedBy(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.Unauthorized;

    public async Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, Session? session, UpstreamCredential refused)
    {
        try
        {
            return await _secret.OtherAsync(refused.Version, context.RequestAborted) is { } other ? Show(other).Value : null;
        }
        catch (OutageException)
        {
            return null; // while the vault cannot be reached there is no other key: the upstream's refusal is the answer
        }
    }

    public void RefusedAgain(Session? session)
    {
        // Nothing to remember: the next call begins with the version that was accepted last.
    }

    public void Accepted(UpstreamCredential credential) => _secret.Accepted(credential.Version);

    private Outcome<UpstreamCredential> Show(SecretVersion key) => options switch
    {
        { Header: { } header } => UpstreamCredential.InHeader(header, key.Value.Reveal(), key.Id),
        { QueryParameter: { } parameter } => UpstreamCredential.InQuery(parameter, key.Value.Reveal(), key.Id),
        _ => Catalogue.Misconfigured.WithReason("ApiKey:Header and ApiKey:QueryParameter: got neither, expected one of them."),
    };

    /// <summary>In a header field the key goes out as it is; in a query it is percent-encoded as UTF-8.</summary>
    private static SecretUse Use(string route, ApiKeyOptions options) => new(
        $"api-key of route {route}", $"Proxy:Routes:{route}:ApiKey:SecretName", options.Header is null ? SecretText.Fault : SecretText.FaultInHeader)
    {
        IsRefusalCertain = false,
    };
}
