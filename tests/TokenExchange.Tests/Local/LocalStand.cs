using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using TokenExchange.Emulators;
using TokenExchange.Emulators.Vault;
using TokenExchange.LocalHost.Control;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>
/// The local host's own wiring on free ports of loopback: the services once, and around them as many gateways as a test wants, each with a clock of
/// its own, as processes have.
/// </summary>
public sealed class LocalStand : IAsyncLifetime
{
    private readonly List<WebApplication> _gateways = [];
    private readonly HttpClient _http;
    private readonly Services _services;

    public LocalStand()
        : this([])
    {
    }

    internal LocalStand(params string[] args)
    {
        var (options, configuration) = Read(["--only=services", .. args]);
        _services = new Services(options, configuration, Ports.Bind(options), Clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => SelfSignedCertificate.Thumbprint(certificate!) == VaultThumbprint },
        });
    }

    /// <summary>The clock of the services.</summary>
    internal DevClock Clock { get; } = new();

    /// <summary>Where the services answer <c>/dev</c>.</summary>
    internal string Control => _services.Provider;

    internal string Vault => _services.Vault;

    internal string VaultThumbprint => _services.VaultThumbprint;

    internal string Api => _services.Api;

    /// <summary>The inside of the gateway that was started last.</summary>
    internal IServiceProvider Inside => _gateways[^1].Services;

    public ValueTask InitializeAsync() => new(_services.StartAsync());

    /// <summary>Another gateway before these services, or with those settings before others. Gives its address.</summary>
    internal Task<string> AddGatewayAsync(params string[] args) => AddGatewayAsync(new DevClock(), args);

    internal Task<string> AddGatewayAsync(DevClock clock, params string[] args) =>
        StartAsync(["--only=gateway", $"--LocalHost:Services={Control}", .. args], null, clock);

    /// <summary>The gateway that runs in one process with the services.</summary>
    internal Task<string> AddWholeAsync(params string[] args) => StartAsync(args, _services.Control, Clock);

    /// <summary>A lever, with this text as its body.</summary>
    internal async Task<(int Status, string Text)> TurnAsync(string at, string method, string path, string? body = null, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{at}/dev/{path}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Moves the clock by the lever there; gives what it says.</summary>
    internal async Task<JsonElement> AdvanceAsync(string at, double seconds)
    {
        var (status, text) = await TurnAsync(at, "POST", "clock", JsonSerializer.Serialize(new { advanceSeconds = seconds }));
        Assert.True(status == 200, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    internal Task<HttpResponseMessage> GetAsync(string address) => _http.GetAsync(new Uri(address));

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await _services.DisposeAsync();
        _http.Dispose();
    }

    private async Task<string> StartAsync(string[] args, ControlSurface? control, DevClock clock)
    {
        var options = Read(args).Options;
        var port = Ports.Bind(options with { HasServices = false }).Gateway;
        var gateway = GatewayHost.Build(args, options, port, _services.Addresses, control, clock);
        _gateways.Add(gateway);
        await GatewayHost.StartAsync(gateway);
        return $"http://localhost:{port.Number}";
    }

    private static (LocalHostOptions Options, IConfiguration Configuration) Read(string[] args)
    {
        string[] ports = ["Gateway", "Provider", "Vault", "Api"];
        var arguments = Arguments.Parse([.. ports.Select(port => $"--LocalHost:Ports:{port}=0"), .. args]);
        var configuration = new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build();
        return (LocalHostOptions.Read(arguments, configuration), configuration);
    }
}
