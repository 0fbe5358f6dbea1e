using System.Net.Http.Json;
using System.Text.Json;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>The local host as a process of its own, on free ports: gateway, dev provider, vault emulator, demo API, demo page.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly Child _child;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly string _control;

    private LocalHost(Child child, JsonElement ready)
    {
        _child = child;
        Provider = ready.GetProperty("provider").GetString()!;
        Vault = ready.GetProperty("vault").GetString()!;
        Api = ready.GetProperty("api").GetString()!;
        Listening = Origin = ready.GetProperty("gateway").GetString() ?? Provider;
        _control = Listening.StartsWith("https:", StringComparison.Ordinal) ? Provider : Listening; // its certificate is not trusted here
        VaultThumbprint = ready.GetProperty("vaultThumbprint").GetString()!;
    }

    /// <summary>Where pages reach the gateway; something may stand before it.</summary>
    public string Origin { get; private set; }

    /// <summary>Where the gateway itself listens.</summary>
    public string Listening { get; }

    public string Provider { get; }

    public string Vault { get; }

    public string Api { get; }

    /// <summary>What the vault's certificate is known by.</summary>
    public string VaultThumbprint { get; }

    /// <summary>The folder of the program that is tested.</summary>
    public static string Folder { get; } = Requirements.Output("TokenExchange.LocalHost");

    /// <summary>The gateway's log.</summary>
    public string Log => _child.Errors;

    /// <summary>Starts it with settings, or variables of the environment: those without a colon in their name.</summary>
    public static Task<LocalHost> StartAsync(params (string Key, string Value)[] settings) => StartBehindAsync(null, settings);

    /// <summary>Starts the services alone; the gateway is elsewhere.</summary>
    public static Task<LocalHost> StartServicesAsync(params (string Key, string Value)[] settings) => StartAsync(["--only", "services"], settings);

    /// <summary>Starts a gateway alone, which uses the services of another process. Several may share them.</summary>
    public static Task<LocalHost> StartGatewayAsync(LocalHost services, params (string Key, string Value)[] settings) => StartAsync(
        ["--only", "gateway"],
        [
            ("LocalHost:Ports:Provider", PortOf(services.Provider)),
            ("LocalHost:Ports:Vault", PortOf(services.Vault)),
            ("LocalHost:Ports:Api", PortOf(services.Api)),
            ("LocalHost:Vault:CertificateThumbprint", services.VaultThumbprint),
            .. settings,
        ]);

    /// <summary>Starts it behind an address that is known already: something there passes requests on.</summary>
    public static async Task<LocalHost> StartBehindAsync(string? origin, params (string Key, string Value)[] settings)
    {
        var host = await StartAsync(origin is null ? [] : [$"--TokenExchange:PublicOrigin={origin}"], settings);
        host.Origin = origin ?? host.Listening;
        return host;
    }

    /// <summary>Turns a lever of the control surface.</summary>
    public async Task<JsonElement> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{_control}/dev/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task PutSecretAsync(string name, string value) => ControlAsync(HttpMethod.Put, $"vault/secrets/{name}", new { value });

    public Task AdvanceAsync(TimeSpan by) => ControlAsync(HttpMethod.Post, "clock", new { advanceSeconds = by.TotalSeconds });

    /// <summary>What reached the demo API.</summary>
    public async Task<IReadOnlyList<JsonElement>> ApiLogAsync() => [.. (await ControlAsync(HttpMethod.Get, "api/log")).EnumerateArray()];

    /// <summary>What reached the dev provider.</summary>
    public async Task<IReadOnlyList<JsonElement>> ProviderLogAsync() => [.. (await ControlAsync(HttpMethod.Get, "provider/log")).EnumerateArray()];

    /// <summary>How many token requests of a kind reached the dev provider.</summary>
    public async Task<int> TokenCallsAsync(string grantType) => (await ProviderLogAsync()).Count(row =>
        row.GetProperty("endpoint").GetString() == "token" && row.GetProperty("form").GetProperty("grant_type").GetString() == grantType);

    public async Task<int> ProviderCallsAsync(string endpoint) => (await ProviderLogAsync()).Count(row => row.GetProperty("endpoint").GetString() == endpoint);

    /// <summary>Ends the process at once, as a machine does that fails.</summary>
    public ValueTask KillAsync() => _child.DisposeAsync();

    /// <summary>Asks the process to end; gives its exit code.</summary>
    public Task<int> TerminateAsync() => _child.TerminateAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _child.DisposeAsync();
    }

    private static string PortOf(string address) => new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<LocalHost> StartAsync(string[] parts, (string Key, string Value)[] settings)
    {
        string[] ports = ["Gateway", "Provider", "Vault", "Api"];
        var variables = settings.ToLookup(setting => !setting.Key.Contains(':', StringComparison.Ordinal));
        List<string> arguments =
        [
            Path.Combine(Folder, "TokenExchange.LocalHost.dll"),
            .. parts,
            .. ports.Select(port => $"--LocalHost:Ports:{port}=0"),
            .. variables[false].Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var (child, ready) = await Child.StartAsync("dotnet", arguments, Folder, variables[true]);
        return new LocalHost(child, ready);
    }
}
