using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange;

/// <summary>One line of the route table: an address, what answers there by method, and which of the gate's rules it is exempt from.</summary>
internal sealed record Door(string Address, IReadOnlyDictionary<string, Func<HttpContext, Task<Failure?>>> Methods)
{
    /// <summary>Methods that another site may cause: navigations, the provider's calls and probes. All others pass the cross-site rules.</summary>
    public IReadOnlyList<string> OpenMethods { get; init; } = [];

    /// <summary>Whether calls are counted against the limit of the auth endpoints.</summary>
    public bool IsLimited { get; init; }
}
