using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary><c>none</c>: the route shows no credential.</summary>
internal sealed class NoCredential : IRouteCredential
{
    public static RouteCredentialKind Kind { get; } = new("none", NeedsSession: false, (_, _, _) => new NoCredential());

    public string? Header => null;

    public string? QueryParameter => null;

    public IEnumerable<string> KnownSecrets => [];

    public ValueTask<Outcome<UpstreamCredential>> GetAsync(HttpContext context, Session? session) => ValueTask.FromResult<Outcome<UpstreamCredential>>(UpstreamCredential.None);

    public bool IsRefusedBy(HttpResponseMessage response) => false;

    public Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, Session? session, UpstreamCredential refused) =>
        Task.FromResult<UpstreamCredential?>(null);

    public void RefusedAgain(Session? session)
    {
        // There is no credential that could be refused.
    }

    public void Accepted(UpstreamCredential credential)
    {
        // There is no credential that could be accepted.
    }
}
