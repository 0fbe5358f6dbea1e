using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary>The credential of one route: what its upstream is shown, and another one when the upstream refuses it. No credential, no request.</summary>
internal interface IRouteCredential
{
    /// <summary>Header of the route that carries the credential; it crosses in neither direction. Null: none besides <c>Authorization</c>, which never crosses.</summary>
    string? Header { get; }

    /// <summary>Query parameter that carries the credential; a request that names it is refused, and it does not come back. Null: none.</summary>
    string? QueryParameter { get; }

    /// <summary>The secrets of this credential that are in memory, whichever of them a call shows.</summary>
    IEnumerable<string> KnownSecrets { get; }

    /// <summary>The credential for the next try.</summary>
    /// <exception cref="OutageException">The vault or the provider cannot be reached.</exception>
    ValueTask<Outcome<UpstreamCredential>> GetAsync(HttpContext context, Session? session);

    /// <summary>Whether the answer refuses the credential itself and not the request.</summary>
    bool IsRefusedBy(HttpResponseMessage response);

    /// <summary>Another credential after the upstream refused this one; null when there is none: the upstream's refusal is then the answer.</summary>
    Task<UpstreamCredential?> AfterRefusalAsync(HttpContext context, Session? session, UpstreamCredential refused);

    /// <summary>The upstream refused the other one too.</summary>
    void RefusedAgain(Session? session);

    /// <summary>The upstream took the credential: it answered with success.</summary>
    void Accepted(UpstreamCredential credential);
}
