using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>Where the local host listens, and what it says of that.</summary>
public sealed class AddressTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [IPv6Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task The_gateway_is_at_either_address_of_localhost(string host)
    {
        var port = new Uri(await _stand.AddGatewayAsync()).Port;

        using var answer = await _stand.GetAsync($"http://{host}:{port}/api/health/live");

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public void Every_taken_port_is_told()
    {
        using var taken = Take(IPAddress.Loopback);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        Assert.Equal(
            [
                $"LocalHost:Ports:Provider: 127.0.0.1:{port} is in use. Write another port, or 0.",
                $"LocalHost:Ports:Gateway: 127.0.0.1:{port} is in use. Write another port, or 0.",
            ],
            Problems(("Provider", port), ("Gateway", port)));
    }

    [IPv6Fact]
    public void A_port_that_is_taken_on_one_of_two_is_told()
    {
        using var taken = Take(IPAddress.IPv6Loopback);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        Assert.Equal([$"LocalHost:Ports:Gateway: [::1]:{port} is in use. Write another port, or 0."], Problems(("Gateway", port)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:41001", "https://127.0.0.1:41002", "http://127.0.0.1:41003")]
    [InlineData("http://127.0.0.1:41001", "https://127.0.0.1:41002", null)]
    public void A_gateway_alone_says_what_it_uses(string authority, string vault, string? api)
    {
        var ready = Ready(
            "http://localhost:1",
            "--only=gateway", $"--TokenExchange:Provider:Authority={authority}", $"--TokenExchange:KeyVault:Uri={vault}",
            $"--TokenExchange:Proxy:Routes:echo:Destination={api ?? "http://127.0.0.1:0"}");

        Assert.Equal((authority, vault, api, null), (ready("provider"), ready("vault"), ready("api"), ready("vaultThumbprint")));
    }

    [Fact]
    public void Services_alone_say_where_they_are()
    {
        var ready = Ready(null, "--only=services", "--TokenExchange:Provider:Authority=http://127.0.0.1:41001");

        Assert.Equal((null, "http://127.0.0.1:5081", "https://127.0.0.1:5082"), (ready("gateway"), ready("provider"), ready("vault")));
    }

    private static Func<string, string?> Ready(string? gateway, params string[] args)
    {
        var (options, configuration) = Read(args);
        var line = JsonSerializer.Deserialize<JsonElement>(Readiness.Line(gateway, configuration, options, Addresses.Elsewhere(options)));
        return name => line.GetProperty(name).GetString();
    }

    private static IReadOnlyList<string> Problems(params (string Name, int Port)[] ports)
    {
        string[] all = ["Gateway", "Provider", "Vault", "Api"];
        var given = ports.ToDictionary(port => port.Name, port => port.Port);
        var (options, _) = Read([.. all.Select(name => $"--LocalHost:Ports:{name}={given.GetValueOrDefault(name)}")]);
        return Assert.Throws<ConfigurationException>(() => Ports.Bind(options)).Problems;
    }

    private static (LocalHostOptions Options, IConfiguration Configuration) Read(params string[] args)
    {
        var arguments = Arguments.Parse(args);
        var configuration = new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build();
        return (LocalHostOptions.Read(arguments, configuration), configuration);
    }

    private static Socket Take(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }
}
