using System.Collections.Concurrent;
using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Routes whose API gets a token of its own: <c>orders</c> and <c>billing</c> by token exchange, <c>graph</c> on behalf of the user.</summary>
public abstract class ExchangeStand : TestStand
{
    internal const string Orders = "/api/proxy/orders/anything";

    private protected ExchangeStand(Action<Dictionary<string, string?>>? configure = null, DevProviderOptions? provider = null)
        : base(
            settings =>
            {
                AddRoutes(settings);
                configure?.Invoke(settings);
            },
            provider: provider)
    {
    }

    internal static void AddRoutes(Dictionary<string, string?> settings)
    {
        Add("orders", "token-exchange", ("Audience", "orders-api"), ("Scopes", "orders.read"));
        Add("billing", "token-exchange", ("Resource", "https://billing.example.test"));
        Add("graph", "on-behalf-of", ("Scopes", "api://graph/.default"));

        void Add(string route, string credential, params (string Key, string Value)[] requested)
        {
            var prefix = $"TokenExchange:Proxy:Routes:{route}:";
            settings[prefix + "Destination"] = "https://api.example.test/user";
            settings[prefix + "Credential"] = credential;
            settings[prefix + "Paths:0"] = "/";
            foreach (var (key, value) in requested)
            {
                settings[prefix + "TokenExchange:" + key] = value;
            }
        }
    }

    /// <summary>The token requests that exchange, oldest first.</summary>
    internal List<IReadOnlyDictionary<string, string>> Exchanges =>
        [.. Log.Of("provider").Where(row => row.Endpoint == "token" && (row.Form.ContainsKey("subject_token") || row.Form.ContainsKey("assertion"))).Select(row => row.Form)];

    /// <summary>The hashes of the bearer tokens that reached the API.</summary>
    internal List<string> Bearers => [.. Log.Of("api").Select(row => row.Headers["Authorization"])];

    internal async Task<Browser> SignedInAsync(string user = "alice")
    {
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }

    /// <summary>An API that takes every token, or refuses those of a list; gives the tokens it gets.</summary>
    internal ConcurrentQueue<string> Listen(params string[] refused)
    {
        var seen = new ConcurrentQueue<string>();
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            var token = request.Headers.Authorization!.Parameter!;
            seen.Enqueue(token);
            return refused.Contains("*") || refused.Contains(token)
                ? ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Bearer error=\"invalid_token\""))
                : ScriptedServer.Answer(HttpStatusCode.OK);
        }));
        return seen;
    }

    internal static string TokenOf(string value, int seconds) =>
        $$"""{"access_token":"{{value}}","token_type":"Bearer","expires_in":{{seconds}},"issued_token_type":"urn:ietf:params:oauth:token-type:access_token"}""";
}
