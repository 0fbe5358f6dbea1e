using System.Collections.Frozen;
using TokenExchange.Events;
using TokenExchange.Health;
using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using Handler = System.Func<Microsoft.AspNetCore.Http.HttpContext, System.Threading.Tasks.Task<TokenExchange.Failures.Failure?>>;

namespace TokenExchange;

/// <summary>Every address of the service on one screen. The proxy is not in the table, because its address is a prefix.</summary>
internal sealed class RouteTable(
    LoginEndpoint login,
    ExchangeEndpoint exchange,
    CallbackEndpoint callback,
    SessionEndpoint session,
    RefreshEndpoint refresh,
    LogoutEndpoint logout,
    BackchannelLogoutEndpoint backchannel,
    ClientKeysEndpoint keys,
    VaultEventsEndpoint events,
    HealthEndpoint health)
{
    private readonly FrozenDictionary<string, Endpoint> _endpoints = new Endpoint[]
    {
        new(Routes.Login, Methods(("GET", login.GetAsync), ("POST", login.PostAsync))) { OpenMethods = ["GET"], Limit = AuthLimit.SignIn, ErrorPath = login.ErrorPath },
        new(Routes.Exchange, Methods(("POST", exchange.HandleAsync))) { Limit = AuthLimit.SignIn },
        new(Routes.Callback, Methods(("GET", callback.GetAsync), ("POST", callback.PostAsync))) { OpenMethods = ["GET", "POST"], Limit = AuthLimit.SignIn, ErrorPath = callback.ErrorPath },
        new(Routes.Session, Methods(("GET", session.HandleAsync))) { Limit = AuthLimit.Session },
        new(Routes.Refresh, Methods(("POST", refresh.HandleAsync))) { Limit = AuthLimit.Session },
        new(Routes.Logout, Methods(("POST", logout.HandleAsync))) { Limit = AuthLimit.SignOut },
        new(Routes.BackchannelLogout, Methods(("POST", backchannel.HandleAsync))) { OpenMethods = ["POST"] },
        new(Routes.ClientKeys, Methods(("GET", keys.HandleAsync))) { OpenMethods = ["GET"], Limit = AuthLimit.ClientKeys },
        new(Routes.VaultEvents, Methods(("POST", events.HandleAsync), ("OPTIONS", VaultEventsEndpoint.AllowAsync))) { OpenMethods = ["POST", "OPTIONS"] },
        new(Routes.Live, Methods(("GET", HealthEndpoint.LiveAsync))) { OpenMethods = ["GET"] },
        new(Routes.Ready, Methods(("GET", health.ReadyAsync))) { OpenMethods = ["GET"] },
    }.ToFrozenDictionary(endpoint => $"/{Routes.Prefix}/{endpoint.Address}", StringComparer.Ordinal);

    public IEnumerable<Endpoint> Endpoints => _endpoints.Values;

    public Endpoint? Find(string path) => _endpoints.GetValueOrDefault(path);

    private static Dictionary<string, Handler> Methods(params (string Method, Handler Handler)[] methods) =>
        methods.ToDictionary(pair => pair.Method, pair => pair.Handler, StringComparer.Ordinal);
}
