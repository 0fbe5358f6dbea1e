namespace TokenExchange.Tests.Local;

/// <summary>A page on another origin of the same site: the local host answers preflights for <c>AllowedOrigins</c>, as the Functions host does.</summary>
public sealed class SplitHostTests : IAsyncLifetime
{
    private const string Page = "http://localhost:5173";

    private readonly LocalStand _stand = new();
    private string _gateway = "";

    public async ValueTask InitializeAsync()
    {
        await _stand.InitializeAsync();
        _gateway = await _stand.AddGatewayAsync($"--TokenExchange:AllowedOrigins:0={Page}");
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task A_preflight_of_an_allowed_origin_is_answered()
    {
        using var answer = await SendAsync("OPTIONS", Page, isPreflight: true);

        Assert.Equal((204, Page, "true"), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin"), Header(answer, "Access-Control-Allow-Credentials")));
        Assert.Contains("x-csrf", Header(answer, "Access-Control-Allow-Headers")!, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(Page, Page)]
    [InlineData("http://localhost:5174", null)]
    public async Task An_answer_is_for_allowed_origins_alone(string origin, string? allowed)
    {
        using var preflight = await SendAsync("OPTIONS", origin, isPreflight: true);
        using var answer = await SendAsync("GET", origin);

        Assert.Equal((allowed, allowed), (Header(preflight, "Access-Control-Allow-Origin"), Header(answer, "Access-Control-Allow-Origin")));
        Assert.Equal(allowed is null ? 403 : 200, (int)answer.StatusCode);
    }

    /// <summary>The public origin needs no entry in the list: its pages and those of the list work side by side.</summary>
    [Fact]
    public async Task The_public_origin_works_beside_the_list()
    {
        using var answer = await SendAsync("GET", _gateway);

        Assert.Equal(200, (int)answer.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string origin, bool isPreflight = false)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), _gateway + "/api/auth/session");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", origin == _gateway ? "same-origin" : "same-site");
        if (isPreflight)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "x-csrf");
        }
        else
        {
            request.Headers.Add("X-CSRF", "1");
        }

        return _stand.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
