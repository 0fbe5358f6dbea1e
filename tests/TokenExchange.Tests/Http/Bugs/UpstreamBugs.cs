using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>What an upstream's answer can do to the proxy.</summary>
public sealed class UpstreamBugs : TestStand
{
    public UpstreamBugs()
        : base(settings =>
        {
            settings.Remove("TokenExchange:Proxy:Routes:partner:ApiKey:Header");
            settings["TokenExchange:Proxy:Routes:partner:ApiKey:QueryParameter"] = "key";
        })
    {
    }

    [Theory]
    [InlineData("same path")]
    [InlineData("#top")]
    [InlineData("?page=2")]
    public async Task A_redirect_of_the_upstream_does_not_show_the_browser_the_api_key_of_the_query(string kind)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var key = Vault.Values("partner-api-key").Single();
        Network.Add("api.example.test", new ScriptedServer(request => ScriptedServer.Answer(
            HttpStatusCode.MovedPermanently, "", ("Location", kind == "same path" ? request.RequestUri!.OriginalString.Replace("/orders", "/orders/", StringComparison.Ordinal) : kind))));

        var answer = await browser.FetchAsync("GET", "/api/proxy/partner/orders?page=1");

        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.DoesNotContain(key, answer.Headers.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key=mine")]
    [InlineData("KEY=mine")]
    [InlineData("%6Bey=mine")]
    public async Task A_query_that_names_the_parameter_of_the_api_key_is_refused(string query)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        await (await browser.FetchAsync("GET", "/api/proxy/partner/orders?page=1&" + query)).RefusedAsync(400, "request_invalid");
        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task A_content_location_does_not_show_the_browser_the_api_key_of_the_query()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var key = Vault.Values("partner-api-key").Single();
        Network.Add("api.example.test", new ScriptedServer(request => ScriptedServer.Answer(
            HttpStatusCode.OK, "ok", ("Content-Location", request.RequestUri!.OriginalString))));

        var answer = await browser.FetchAsync("GET", "/api/proxy/partner/orders");

        Assert.DoesNotContain(key, answer.Content.Headers.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstream_header_beyond_ascii_does_not_break_the_answer()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(
            HttpStatusCode.OK, "report", ("Content-Disposition", "attachment; filename=\"r\u00e9sum\u00e9.pdf\""))));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/report");

        // Kestrel throws when such a header is set, and the whole answer becomes a 500; the test server lets it pass.
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(answer.Content.Headers.NonValidated.SelectMany(header => header.Value), value => Assert.All(value, character => Assert.InRange(character, ' ', '~')));
    }

    [Theory]
    [InlineData("//[")]
    [InlineData("//a:b:c/")]
    [InlineData("http:x")]
    [InlineData("///")]
    public async Task A_redirect_that_leads_nowhere_is_left_out(string location)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Found, "moved", ("Location", location))));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal((HttpStatusCode.Found, "moved"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [InlineData("1.1 my-token-exchange-proxy", 200)]
    [InlineData("1.1 front, 1.1 token-exchange", 400)]
    [InlineData("HTTP/1.1 Token-Exchange (ours)", 400)]
    public async Task Only_a_proxy_of_this_very_name_is_a_loop(string via, int status)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything", change: request => request.Headers.TryAddWithoutValidation("Via", via));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_proxys_address_without_a_route_is_no_address() =>
        await (await NewBrowser().FetchAsync("GET", "/api/proxy")).RefusedAsync(404, "route_unknown");

    [Fact]
    public async Task A_client_that_leaves_during_an_upload_is_no_bug_of_ours()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        using var leaves = new CancellationTokenSource();
        var body = new LeavingBody(leaves);

        var call = browser.FetchAsync("POST", "/api/proxy/echo/anything", change: request => request.Content = body, leaves: leaves.Token);

        await Record.ExceptionAsync(() => call); // whether it sees an end or nothing, its sender is gone
        await Idle(() => Logs.Lines.Any(line => line.Category == "TokenExchange.Gate.Refusals" && line.Id is 1003 or 1004));
        Assert.Contains(Logs.Lines, line => line.Category == "TokenExchange.Gate.Refusals" && line.Id == 1004);
        Assert.DoesNotContain(Logs.Lines, line => line.Id == 1003);
    }

    private static async Task Idle(Func<bool> isOver)
    {
        for (var i = 0; i < 100_000 && !isOver(); i++)
        {
            await Task.Yield();
        }
    }

    /// <summary>Sends half of what it promised, and then its sender is gone.</summary>
    private sealed class LeavingBody(CancellationTokenSource leaves) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[50_000]);
            await stream.FlushAsync();
            await leaves.CancelAsync();
            throw new IOException("The sender is gone.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 100_000;
            return true;
        }
    }
}
