using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>What an upstream can do with its connection, below what HTTP messages show.</summary>
public sealed class RawUpstreamBugs() : TestStand(settings => settings["TokenExchange:Proxy:Routes:echo:Methods:6"] = "OPTIONS")
{
    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_unsafe_call_without_a_body_is_sent_once_even_when_a_kept_connection_breaks(string method)
    {
        await using var upstream = new RawUpstream(head => head.StartsWith("GET ", StringComparison.Ordinal) ? RawUpstream.Answer() : null);
        var browser = await SignedInAsync(upstream);
        await browser.FetchAsync("GET", "/api/proxy/echo/warm"); // from here on there is a connection to be used again

        var answer = await browser.FetchAsync(method, "/api/proxy/echo/order");

        await answer.RefusedAsync(502, "upstream_unavailable", "retry");
        Assert.Single(upstream.Heads, head => head.StartsWith(method + " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_unsafe_call_without_a_body_is_framed_as_one_without_content(string method)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        var browser = await SignedInAsync(upstream);

        var answer = await browser.FetchAsync(method, "/api/proxy/echo/order");

        Assert.Equal((HttpStatusCode.OK, "done"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        var head = Assert.Single(upstream.Heads);
        Assert.Contains("\r\nContent-Length: 0\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Content-Type", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_safe_call_survives_a_kept_connection_that_was_closed_meanwhile_and_has_no_length(string method)
    {
        var calls = 0;
        await using var upstream = new RawUpstream(_ => Interlocked.Increment(ref calls) == 2 ? null : RawUpstream.Answer());
        var browser = await SignedInAsync(upstream);
        await browser.FetchAsync("GET", "/api/proxy/echo/warm");

        var answer = await browser.FetchAsync(method, "/api/proxy/echo/orders");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, upstream.Heads.Count(head => head.StartsWith(method + " /user/orders", StringComparison.Ordinal)));
        Assert.All(upstream.Heads, head => Assert.DoesNotContain("Content-Length", head, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_safe_call_to_an_upstream_that_only_hangs_up_is_sent_four_times_at_most()
    {
        await using var upstream = new RawUpstream(_ => null);
        var browser = await SignedInAsync(upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/orders");

        await answer.RefusedAsync(502, "upstream_unavailable", "retry");
        Assert.InRange(upstream.Heads.Count, 1, 4);
    }

    [Theory]
    [InlineData("101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: raw")]
    [InlineData("101 Switching Protocols")]
    [InlineData("099 Whatever\r\nContent-Length: 0")]
    [InlineData("000 Nothing\r\nContent-Length: 0")]
    public async Task An_answer_that_is_none_is_not_relayed_and_the_next_one_is_not_read_from_its_bytes(string start)
    {
        await using var upstream = new RawUpstream(head => head.Contains("/first ", StringComparison.Ordinal) ? $"HTTP/1.1 {start}\r\n\r\nraw bytes{RawUpstream.HangUp}" : RawUpstream.Answer("next"));
        var browser = await SignedInAsync(upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/first");

        await answer.RefusedAsync(502, "upstream_unavailable", "retry");
        Assert.Equal("next", await (await browser.FetchAsync("GET", "/api/proxy/echo/second")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Interim_answers_are_passed_over()
    {
        await using var upstream = new RawUpstream(_ => "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + RawUpstream.Answer("final"));
        var browser = await SignedInAsync(upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/orders");

        Assert.Equal((HttpStatusCode.OK, "final"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private async Task<Browser> SignedInAsync(RawUpstream upstream)
    {
        Network.Add("api.example.test", upstream.Way);
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
