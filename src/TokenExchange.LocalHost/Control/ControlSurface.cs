using TokenExchange.Emulators.Api;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.LocalHost.Control;

/// <summary>The control surface for people and tests, under <c>/dev</c>: secrets, keys, faults, clock, logs. On loopback and in development only.</summary>
internal sealed class ControlSurface(
    VaultEmulator vault, DevProvider provider, DemoApi api, RequestLog log, SharedClock clock, HttpMessageHandler gateways)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/dev").AddEndpointFilter(async (context, next) =>
            ControlGuard.Allows(context.HttpContext) ? await next(context) : Results.NotFound());
        MapVault(routes);
        MapProvider(routes);
        MapClock(routes);
        MapFaults(routes, "api", api.Faults);
        routes.MapGet("/api/log", () => Results.Json(log.Of("api")));
        routes.MapGet("/activity", (long? after) => Results.Json(new { now = clock.Now, items = log.After(after ?? 0).Select(Line) }));
        routes.Map("/{**rest}", () => Results.NotFound()); // otherwise the demo page would answer
    }

    private void MapVault(IEndpointRouteBuilder routes)
    {
        Levers.Map<NewSecret>(routes, "PUT", "/vault/secrets/{name}", (secret, context) =>
        {
            var name = Value(context, "name");
            var previous = vault.Versions(name).FirstOrDefault(version => version.Enabled)?.Version;
            return Answer(new { version = vault.Put(name, secret.Value, secret.Enabled, secret.NotBefore, secret.Expires), previous });
        });
        Levers.Map<SecretState>(routes, "PATCH", "/vault/secrets/{name}/{version}", (state, context) =>
            vault.SetEnabled(Value(context, "name"), Value(context, "version"), state.Enabled)
                ? Answer(new { enabled = state.Enabled })
                : Task.FromResult(Results.NotFound()));
        MapFaults(routes, "vault", vault.Faults);
        routes.MapGet("/vault/log", () => Results.Json(log.Of("vault")));
    }

    private void MapProvider(IEndpointRouteBuilder routes)
    {
        Levers.Map<Rotation>(routes, "POST", "/provider/keys/rotate", (rotation, _) => Answer(new { kid = provider.Keys.Rotate(rotation) }));
        Levers.Map<AcceptedSecrets>(routes, "POST", "/provider/client-secret", (secrets, _) =>
        {
            provider.AcceptSecrets(secrets.Accept);
            return Answer(new { accepted = secrets.Accept.Count });
        });
        MapFaults(routes, "provider", provider.Faults, DevProvider.Endpoints);
        Levers.Map<TokenTwist>(routes, "POST", "/provider/next-token", (twist, _) =>
        {
            provider.TwistNextToken(twist);
            return Answer(new { });
        });
        Levers.Map<RefreshRules>(routes, "POST", "/provider/refresh", (rules, _) =>
        {
            provider.Grants.Rules = rules;
            return Answer(rules);
        });
        Levers.Map<ProviderLogout>(routes, "POST", "/provider/logout", (logout, context) => LogoutAsync(logout, context.RequestAborted));
        routes.MapGet("/provider/log", () => Results.Json(log.Of("provider")));
    }

    private void MapClock(IEndpointRouteBuilder routes)
    {
        Levers.Map<ClockMove>(routes, "POST", "/clock", async (move, _) =>
        {
            if (!move.IsPossible(clock.Offset))
            {
                return ClockMove.Refuse();
            }

            await clock.AdvanceAsync(TimeSpan.FromSeconds(move.AdvanceSeconds));
            return move.Moved(clock.Offset);
        });
        routes.MapGet("/clock/followers", (Delegate)clock.FollowAsync);
    }

    private static void MapFaults(IEndpointRouteBuilder routes, string of, Faults faults, params IReadOnlyList<string> endpoints) =>
        Levers.Map<Fault>(routes, "POST", $"/{of}/faults", (fault, _) =>
        {
            if (fault.Problem(endpoints) is { } problem)
            {
                return Task.FromResult(Levers.Refuse(problem));
            }

            faults.Add(fault);
            return Answer(new { });
        });

    /// <summary>Sends a logout token to every client at which a user has signed in (Back-Channel Logout 1.0 section 2.5).</summary>
    private async Task<IResult> LogoutAsync(ProviderLogout logout, CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(gateways, disposeHandler: false);
        var answers = new List<object>();
        foreach (var origin in provider.ClientsSoFar())
        {
            using var content = new FormUrlEncodedContent([new("logout_token", provider.LogoutToken(logout.Sub, logout.Sid))]);
            using var request = new HttpRequestMessage(HttpMethod.Post, origin + "/api/auth/backchannel-logout") { Content = content };
            answers.Add(new { client = origin, status = await SendAsync(invoker, request, cancellationToken) });
        }

        return Results.Json(new { answers });
    }

    /// <summary>The status that a client responds with; null when there is no response.</summary>
    private static async Task<int?> SendAsync(HttpMessageInvoker invoker, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await invoker.SendAsync(request, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static object Line(LoggedRequest row) => new
    {
        sequence = row.Sequence,
        time = row.Time,
        source = row.Source,
        text = $"{row.Method} {row.Path}" + (row.Form.TryGetValue("grant_type", out var grant) ? $" ({grant})" : ""),
    };

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static Task<IResult> Answer<T>(T answer) => Task.FromResult(Results.Json(answer));
}
