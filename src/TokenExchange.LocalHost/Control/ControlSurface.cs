using System.Text.Json;
using TokenExchange.LocalHost.Api;
using TokenExchange.LocalHost.Provider;
using TokenExchange.LocalHost.Vault;
using TokenExchange.LocalHost.Wire;

namespace TokenExchange.LocalHost.Control;

/// <summary>The levers for people and tests, under <c>/dev</c>: secrets, keys, faults, clock, logs. Loopback and development only.</summary>
internal sealed class ControlSurface(
    VaultEmulator vault, DevProvider provider, DemoApi api, RequestLog log, Action<TimeSpan> advance, HttpMessageHandler gateways)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/dev").AddEndpointFilter(async (context, next) =>
            ControlGuard.Allows(context.HttpContext) ? await next(context) : Results.NotFound());
        MapVault(routes);
        MapProvider(routes);
        Post<ClockMove>(routes, "/clock", move =>
        {
            advance(TimeSpan.FromSeconds(move.AdvanceSeconds));
            return new { advancedSeconds = move.AdvanceSeconds };
        });
        Post<Fault>(routes, "/api/faults", fault =>
        {
            api.Faults.Add(fault with { Endpoint = null });
            return new { };
        });
        routes.MapGet("/api/log", () => Results.Json(log.Of("api")));
        routes.MapGet("/activity", (long? after) => Results.Json(new { items = log.After(after ?? 0).Select(Line) }));
        routes.Map("/{**rest}", () => Results.NotFound()); // or else the demo page would answer
    }

    private void MapVault(IEndpointRouteBuilder routes)
    {
        Body<NewSecret>(routes, "PUT", "/vault/secrets/{name}", (secret, context) =>
            new { version = vault.Put(Value(context, "name"), secret.Value, secret.Enabled, secret.NotBefore, secret.Expires) });
        Body<SecretState>(routes, "PATCH", "/vault/secrets/{name}/{version}", (state, context) =>
            vault.SetEnabled(Value(context, "name"), Value(context, "version"), state.Enabled) ? new { enabled = state.Enabled } : null);
        Post<Fault>(routes, "/vault/faults", fault =>
        {
            vault.Faults.Add(fault with { Endpoint = null });
            return new { };
        });
        routes.MapGet("/vault/log", () => Results.Json(log.Of("vault")));
    }

    private void MapProvider(IEndpointRouteBuilder routes)
    {
        Post<Rotation>(routes, "/provider/keys/rotate", rotation => new { kid = provider.Keys.Rotate(rotation) });
        Post<AcceptedSecrets>(routes, "/provider/client-secret", secrets =>
        {
            provider.AcceptSecrets(secrets.Accept);
            return new { accepted = secrets.Accept.Count };
        });
        Post<Fault>(routes, "/provider/faults", fault =>
        {
            provider.Faults.Add(fault);
            return new { };
        });
        Post<TokenTwist>(routes, "/provider/next-token", twist =>
        {
            provider.TwistNextToken(twist);
            return new { };
        });
        Post<RefreshRules>(routes, "/provider/refresh", rules =>
        {
            provider.Grants.Rules = rules;
            return rules;
        });
        routes.MapPost("/provider/logout", (Delegate)LogoutAsync);
        routes.MapGet("/provider/log", () => Results.Json(log.Of("provider")));
    }

    /// <summary>Sends a logout token to every client that has signed somebody in (Back-Channel Logout 1.0 section 2.5).</summary>
    private async Task<IResult> LogoutAsync(HttpContext context)
    {
        var logout = await context.Request.ReadFromJsonAsync<ProviderLogout>(ControlJson.Options, context.RequestAborted) ?? new ProviderLogout();
        using var invoker = new HttpMessageInvoker(gateways, disposeHandler: false);
        var answers = new List<object>();
        foreach (var origin in provider.Clients.ToList())
        {
            using var content = new FormUrlEncodedContent([new("logout_token", provider.LogoutToken(logout.Sub, logout.Sid))]);
            using var request = new HttpRequestMessage(HttpMethod.Post, origin + "/api/auth/backchannel-logout") { Content = content };
            using var answer = await invoker.SendAsync(request, context.RequestAborted);
            answers.Add(new { client = origin, status = (int)answer.StatusCode });
        }

        return Results.Json(new { answers });
    }

    private static object Line(LoggedRequest row) => new
    {
        sequence = row.Sequence,
        time = row.Time,
        source = row.Source,
        text = $"{row.Method} {row.Path}" + (row.Form.TryGetValue("grant_type", out var grant) ? $" ({grant})" : ""),
    };

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static void Post<T>(IEndpointRouteBuilder routes, string path, Func<T, object> act)
        where T : class => Body<T>(routes, "POST", path, (body, _) => act(body));

    private static void Body<T>(IEndpointRouteBuilder routes, string method, string path, Func<T, HttpContext, object?> act)
        where T : class => routes.MapMethods(path, [method], async (HttpContext context) =>
        {
            try
            {
                var body = await context.Request.ReadFromJsonAsync<T>(ControlJson.Options, context.RequestAborted);
                return body is null ? Results.BadRequest() : act(body, context) is { } answer ? Results.Json(answer) : Results.NotFound();
            }
            catch (Exception bad) when (bad is JsonException or InvalidOperationException)
            {
                return Results.BadRequest(new { error = "The body is not the JSON that this lever takes." });
            }
        });
}
