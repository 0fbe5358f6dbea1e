using System.Net.Http.Json;
using System.Text.Json;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>oidc-provider from npm as a process of its own, on a free port. Its settings are in <c>oidc-provider/provider.mjs</c>.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    private readonly Child _child;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private OidcProvider(Child child, string issuer) => (_child, Issuer) = (child, issuer);

    public string Issuer { get; }

    /// <summary>What it complained of.</summary>
    public string Errors => _child.Errors;

    public static async Task<OidcProvider> StartAsync(object? settings = null)
    {
        string[] arguments = ["--no-warnings", "provider.mjs", JsonSerializer.Serialize(settings ?? new { })];
        var (child, ready) = await Child.StartAsync(Requirements.Node!, arguments, Requirements.ProviderFolder);
        return new OidcProvider(child, ready.GetProperty("issuer").GetString()!);
    }

    public Task RegisterAsync(Dictionary<string, object> client) => PostAsync("client", client);

    /// <summary>A new signing key; the old one is withdrawn at once.</summary>
    public Task RotateKeysAsync() => PostAsync("keys/rotate", new { });

    public async Task<IReadOnlyList<JsonElement>> LogAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonElement>($"{Issuer}/control/log")).EnumerateArray()];

    /// <summary>The calls that reached a path.</summary>
    public async Task<IReadOnlyList<JsonElement>> CallsAsync(string path) => [.. (await LogAsync()).Where(row => row.GetProperty("path").GetString() == path)];

    public async Task<int> TokenCallsAsync(string grantType) =>
        (await CallsAsync("/token")).Count(row => row.GetProperty("form").GetProperty("grant_type").GetString() == grantType);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _child.DisposeAsync();
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync($"{Issuer}/control/{path}", body);
        answer.EnsureSuccessStatusCode();
    }
}
