using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>Where the local host listens, and what it says of that.</summary>
public sealed class AddressTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public Task InitializeAsync() => _stand.InitializeAsync();

    public Task DisposeAsync() => _stand.DisposeAsync();

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
                $"LocalHost:Ports:Provider: 127.0.0.1:{port} is taken. Write another port, or 0.",
                $"LocalHost:Ports:Gateway: 127.0.0.1:{port} is taken. Write another port, or 0.",
            ],
            Problems(("Provider", port), ("Gateway", port)));
    }

    [IPv6Fact]
    public void A_port_that_is_taken_on_one_of_two_is_told()
    {
        using var taken = Take(IPAddress.IPv6Loopback);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        Assert.Equal([$"LocalHost:Ports:Gateway: [::1]:{port} is taken. Write another port, or 0."], Problems(("Gateway", port)));
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
