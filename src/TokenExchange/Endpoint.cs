using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange;

/// <summary>One entry of the route table: an address, its handler for each method, and the rules of the gate that do not apply to it.</summary>
internal sealed record Endpoint(string Address, IReadOnlyDictionary<string, Func<HttpContext, Task<Failure?>>> Methods)
{
    /// <summary>Methods that other sites may call: navigations, the provider's calls and probes. The cross-site rules apply to all others.</summary>
    public IReadOnlyList<string> OpenMethods { get; init; } = [];

    /// <summary>The page to which a window is sent when the request fails; null when the problem itself is the answer.</summary>
    public Func<HttpRequest, string?> ErrorPath { get; init; } = _ => null;

    /// <summary>Whether a method is exempt from the cross-site rules. An endpoint whose methods are all open answers any other method with 405.</summary>
    public bool IsOpenTo(string method) => OpenMethods.Contains(method) || Methods.Keys.All(OpenMethods.Contains);

    /// <summary>The rate limit that applies; null: none.</summary>
    public AuthLimit? Limit { get; init; }
}
