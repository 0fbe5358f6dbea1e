using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>A WebKit that comes over http is told to use <c>--https</c>: it would keep no cookie of a login.</summary>
public sealed class WebKitNoticeTests : IAsyncLifetime
{
    private const string Safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";
    private const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Page = "text/html,application/xhtml+xml,*/*;q=0.8";

    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData(true, Safari, "/", Page)]
    [InlineData(true, Safari, "/callback?code=1&state=2", Page)]
    [InlineData(true, Safari, "/api/auth/login", Page)]
    [InlineData(false, Chrome, "/", Page)]
    [InlineData(false, Firefox, "/", Page)]
    [InlineData(false, Safari, "/demo.js", "*/*")]
    [InlineData(false, Safari, "/api/health/live", "application/json")]
    public async Task It_is_for_pages_in_WebKit(bool isTold, string agent, string path, string accept) =>
        Assert.Equal(isTold, await IsToldAsync(await _stand.AddGatewayAsync(), agent, path, accept));

    /// <summary>A reverse proxy in front of the gateway has a certificate.</summary>
    [Fact]
    public async Task Where_the_public_origin_is_https_there_is_none() =>
        Assert.False(await IsToldAsync(await _stand.AddGatewayAsync("--TokenExchange:PublicOrigin=https://localhost:8443"), Safari, "/", Page));

    [Fact]
    public async Task Where_the_dev_server_is_in_front_it_is_the_dev_server_that_needs_https()
    {
        var gateway = await _stand.AddGatewayAsync("--spa", "http://localhost:5173", "--behind-spa");

        using var answer = await OpenAsync(gateway, Safari, "/callback?code=1&state=2", Page);

        Assert.Contains("Have the dev server speak https", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await IsToldAsync(gateway, Safari, "/callback?code=1&state=2", Page));
    }

    /// <summary>The page came from the dev server, and starts a login by a call: without this it would end with <c>transaction_missing</c>, and nobody would know why.</summary>
    [Theory]
    [InlineData(true, Safari)]
    [InlineData(false, Chrome)]
    [InlineData(false, Firefox)]
    public async Task Where_the_dev_server_is_in_front_a_login_leads_to_the_notice(bool isTold, string agent)
    {
        var gateway = await _stand.AddGatewayAsync("--spa", "http://localhost:5173", "--behind-spa");
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway + "/api/auth/login") { Content = JsonContent.Create(new { loginHint = "alice" }) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.Add("X-CSRF", "1");

        using var answer = await _stand.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var begun = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(isTold, begun.GetProperty("authorizationUrl").GetString() == "http://localhost:5173/api/auth/login"); // which the dev server forwards
        using var notice = await OpenAsync(gateway, agent, "/api/auth/login", Page);
        Assert.Equal(isTold, (await notice.Content.ReadAsStringAsync()).Contains("Have the dev server speak https", StringComparison.Ordinal));
    }

    private async Task<bool> IsToldAsync(string gateway, string agent, string path, string accept)
    {
        using var answer = await OpenAsync(gateway, agent, path, accept);
        var text = await answer.Content.ReadAsStringAsync();
        return (int)answer.StatusCode == 400 && text.Contains("--https", StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> OpenAsync(string gateway, string agent, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, gateway + path);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _stand.SendAsync(request);
    }
}
