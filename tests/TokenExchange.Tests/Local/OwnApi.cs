using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>An API of a team's own behind the route <c>own</c>: keeps the access token that it received last, and asks the dev provider about it.</summary>
internal sealed class OwnApi : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly OutsideServer _server;
    private readonly string _provider;

    private OwnApi(OutsideServer server, string provider)
    {
        (_server, _provider) = (server, provider);
        server.Answer("/orders", context =>
        {
            Token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            return Task.CompletedTask;
        });
    }

    /// <summary>The arguments for a gateway with the route.</summary>
    public string[] Route =>
    [
        $"--TokenExchange:Proxy:Routes:own:Destination={_server.Address}", "--TokenExchange:Proxy:Routes:own:Credential=user-token",
        "--TokenExchange:Proxy:Routes:own:Methods:0=GET", "--TokenExchange:Proxy:Routes:own:Paths:0=/orders",
    ];

    public string Token { get; private set; } = "";

    public static async Task<OwnApi> StartAsync(string provider) => new(await OutsideServer.StartAsync(), provider);

    /// <summary>The token that a call of the user brings.</summary>
    public async Task<string> TokenAsync(LocalUser user)
    {
        using var answer = await user.CallAsync("GET", "/api/proxy/own/orders");
        Assert.Equal(200, (int)answer.StatusCode);
        return Token;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync(new Uri(_provider + path)));

    /// <summary>The userinfo endpoint's answer to this token.</summary>
    public async Task<(int Status, string Challenge, string Text)> UserInfoAsync(string? token, string method = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _provider + "/userinfo");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.WwwAuthenticate.ToString(), await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The introspection endpoint's answer; null: the request has no credential.</summary>
    public async Task<(int Status, string Text)> IntrospectAsync((string Id, string Secret)? credential, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _provider + "/introspection")
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Authorization = credential is { } pair
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{pair.Id}:{pair.Secret}")))
            : null;
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
