using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary>The sign-in that a route requires: <c>Acr</c> and <c>MaxAge</c> of its settings, compared with the session's <c>acr</c> and <c>auth_time</c>.</summary>
/// <remarks>A session without the value that is required does not satisfy the rule: its provider has not said how or when the user authenticated.</remarks>
internal sealed class SignInRule(ProxyRouteOptions options)
{
    private readonly string[] _acr = options.Acr?.Split(' ') ?? [];
    private readonly long? _maxAge = (long?)options.MaxAge?.TotalSeconds;

    /// <summary>The error for a session that does not satisfy the rule, with everything that its login has to request; otherwise null.</summary>
    public Failure? Check(Session? session, DateTimeOffset now) =>
        (_acr.Length == 0 || (session?.Acr is { } acr && _acr.AsSpan().Contains(acr)))
        && (_maxAge is not { } seconds || now.ToUnixTimeSeconds() <= session?.AuthTime + seconds)
            ? null
            : Catalogue.StepUpRequired.WithReason("The session does not satisfy Acr or MaxAge of the route.") with { StepUp = new StepUp(options.Acr, _maxAge) };
}
