using TokenExchange.Emulators.Wire;

namespace TokenExchange.Emulators.Provider;

/// <summary>
/// A real authorization server for one client and two users: discovery, authorize, token, revocation, introspection, userinfo, end-session, keys.
/// It enforces what it advertises, and can simulate many kinds of faulty provider.
/// </summary>
internal sealed class DevProvider : IDisposable
{
    private readonly DevProviderOptions _options;
    private readonly RequestLog _log;
    private readonly ClientAssertions _assertions;
    private readonly ClientAuthenticator _clients;
    private readonly AuthorizeEndpoint _authorize;
    private readonly TokenEndpoint _token;
    private readonly IntrospectionEndpoint _introspection;
    private readonly UserInfoEndpoint _userInfo;

    public DevProvider(DevProviderOptions options, RequestLog log, TimeProvider clock)
    {
        (_options, _log) = (options, log);
        Faults = new Faults(clock);
        Keys = new ProviderKeys(options.NewRsaKey);
        Grants = new Grants(clock);
        _assertions = new ClientAssertions(options, clock);
        _clients = new ClientAuthenticator(options, _assertions);
        _authorize = new AuthorizeEndpoint(options, Grants, clock);
        _token = new TokenEndpoint(options, Grants, _clients, Keys, new AccessTokens(options, Grants, Keys, clock), clock);
        _introspection = new IntrospectionEndpoint(options, Grants, _clients);
        _userInfo = new UserInfoEndpoint(Grants);
    }

    /// <summary>The names of the endpoints, for faults.</summary>
    public static IReadOnlyList<string> Endpoints { get; } = ["discovery", "jwks", "authorize", "token", "revoke", "end_session", "userinfo", "introspection"];

    public Faults Faults { get; }

    public ProviderKeys Keys { get; }

    public Grants Grants { get; }

    /// <summary>Origins of the redirect URIs in use, to which a back-channel logout is sent.</summary>
    public HashSet<string> Clients { get; } = new(StringComparer.Ordinal);

    /// <summary>Members of the discovery document to set or, with null, to leave out.</summary>
    public Dictionary<string, object?> MetadataTwists { get; } = [];

    /// <summary>Accepts assertions of the client (<c>private_key_jwt</c>).</summary>
    /// <param name="keySet">Reads the client's key set.</param>
    public void AcceptAssertions(Func<CancellationToken, Task<string>> keySet) => _assertions.KeySet = keySet;

    public void AcceptSecrets(IReadOnlyList<string> secrets) => _clients.Accept(secrets);

    public void TwistNextToken(TokenTwist twist) => _token.TwistNext(twist);

    public IReadOnlyList<string> ClientsSoFar()
    {
        lock (Clients)
        {
            return [.. Clients];
        }
    }

    /// <summary>What the key set's answer says about its age; null: nothing.</summary>
    public string? KeysCacheControl { get; set; } = "public, max-age=86400";

    public string LogoutToken(string? subject, string? session) => _token.LogoutToken(subject, session);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", context => AnswerAsync(context, "discovery", () => context.Response.WriteAsJsonAsync(Metadata())));
        routes.MapGet("/jwks", context => AnswerAsync(context, "jwks", () =>
        {
            context.Response.Headers.CacheControl = KeysCacheControl;
            return context.Response.WriteAsJsonAsync(Keys.KeySet());
        }));
        routes.MapMethods("/authorize", ["GET", "POST"], context => AnswerAsync(context, "authorize", () =>
        {
            Note(context);
            return _authorize.HandleAsync(context);
        }));
        routes.MapGet("/form-post.js", context =>
        {
            context.Response.ContentType = "text/javascript";
            return context.Response.WriteAsync("document.forms[0].submit();");
        });
        routes.MapGet("/end_session", context => AnswerAsync(context, "end_session", () => _authorize.EndSessionAsync(context)));
        routes.MapPost("/token", context => AnswerFormAsync(context, "token", _token.HandleAsync));
        routes.MapMethods("/userinfo", ["GET", "POST"], context => AnswerAsync(context, "userinfo", () => _userInfo.HandleAsync(context)));
        routes.MapPost("/introspection", context => AnswerFormAsync(context, "introspection", _introspection.HandleAsync));
        routes.MapPost("/revoke", context => AnswerFormAsync(context, "revoke", _token.RevokeAsync));
    }

    public void Dispose()
    {
        Keys.Dispose();
        _assertions.Dispose();
    }

    private void Note(HttpContext context)
    {
        if (_options.Allows(context.Request.Query["redirect_uri"]))
        {
            lock (Clients)
            {
                Clients.Add(new Uri(context.Request.Query["redirect_uri"].ToString()).GetLeftPart(UriPartial.Authority));
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, string endpoint, Func<Task> answer)
    {
        _log.Add("provider", endpoint, context.Request);
        if (!await Faults.PlayAsync(context, endpoint))
        {
            await answer();
        }
    }

    private async Task AnswerFormAsync(HttpContext context, string endpoint, Func<HttpContext, IFormCollection, Task> answer)
    {
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        _log.Add("provider", endpoint, context.Request, form);
        if (!await Faults.PlayAsync(context, endpoint))
        {
            await answer(context, form);
        }
    }

    private Dictionary<string, object?> Metadata()
    {
        var metadata = DiscoveryDocument.Of(_options.Issuer, acceptsAssertions: _assertions.KeySet is not null);
        foreach (var (name, value) in MetadataTwists)
        {
            metadata[name] = value;
        }

        return metadata.Where(member => member.Value is not null).ToDictionary();
    }
}
