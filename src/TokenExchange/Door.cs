using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange;

/// <summary>One line of the route table: an address, what answers there by method, and which of the gate's rules it is exempt from.</summary>
internal sealed record Door(string Address, IReadOnlyDictionary<string, Func<HttpContext, Task<Failure?>>> Methods)
{
    /// <summary>Methods that another site may cause: navigations, the provider's calls and probes. All others pass the cross-site rules.</summary>
    public IReadOnlyList<string> OpenMethods { get; init; } = [];

    /// <summary>Whether the cross-site rules concern a method here at all: an address that is open to all of its methods answers others with 405.</summary>
    public bool IsOpenTo(string method) => OpenMethods.Contains(method) || Methods.Keys.All(OpenMethods.Contains);

    /// <summary>The limit against which calls are counted; null: none.</summary>
    public AuthLimit? Limit { get; init; }
}
