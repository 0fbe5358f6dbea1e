using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A route with <c>MaxConcurrency</c>: further calls are refused at once, and a place is given back however its call ends.</summary>
[StateIndependent]
public sealed class ConcurrencyTests() : TestStand(settings => settings["TokenExchange:Proxy:Routes:echo:MaxConcurrency"] = "2")
{
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task The_call_beyond_the_limit_is_refused_and_one_place_later_accepted()
    {
        var api = new Held();
        Network.Add("api.example.test", api);
        var (alice, bob) = (await SignedInAsync("alice"), await SignedInAsync("bob"));
        var first = alice.FetchAsync("GET", Address);
        var second = bob.FetchAsync("GET", Address);
        await api.ArrivedAsync(2);

        var refused = await alice.Copy().FetchAsync("GET", Address);

        await refused.RefusedAsync(503, "upstream_unavailable", "retry");
        Assert.NotNull(refused.Headers.RetryAfter);
        api.Release(2);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], (await Task.WhenAll(first, second)).Select(answer => answer.StatusCode));
        api.Release(1);
        Assert.Equal(HttpStatusCode.OK, (await alice.FetchAsync("GET", Address)).StatusCode);
    }

    [Fact]
    public async Task Calls_that_fail_or_are_refused_keep_no_place()
    {
        var browser = await SignedInAsync("alice");
        Network.Add("api.example.test", new ScriptedServer(_ => throw new HttpRequestException("refused")));
        for (var i = 0; i < 6; i++)
        {
            await (await browser.FetchAsync("GET", Address)).RefusedAsync(502, "upstream_unavailable", "retry");
        }

        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK)));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
    }

    private async Task<Browser> SignedInAsync(string user)
    {
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }

    /// <summary>An API that answers when the test says so.</summary>
    private sealed class Held : HttpMessageHandler
    {
        private readonly SemaphoreSlim _arrived = new(0);
        private readonly SemaphoreSlim _released = new(0);

        public async Task ArrivedAsync(int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                await _arrived.WaitAsync().WaitAsync(WaitLimit.Longest);
            }
        }

        public void Release(int calls) => _released.Release(calls);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _arrived.Release();
            await _released.WaitAsync(cancellationToken);
            return ScriptedServer.Answer(HttpStatusCode.OK);
        }

        protected override void Dispose(bool disposing)
        {
            _arrived.Dispose();
            _released.Dispose();
            base.Dispose(disposing);
        }
    }
}
