using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>Where the local host listens, and what it says of that.</summary>
public sealed class AddressTests
{
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

    private static IReadOnlyList<string> Problems(params (string Name, int Port)[] ports)
    {
        string[] all = ["Gateway", "Provider", "Vault", "Api"];
        var given = ports.ToDictionary(port => port.Name, port => port.Port);
        var arguments = Arguments.Parse([.. all.Select(name => $"--LocalHost:Ports:{name}={given.GetValueOrDefault(name)}")]);
        var options = LocalHostOptions.Read(arguments, new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build());
        return Assert.Throws<ConfigurationException>(() => Ports.Bind(options)).Problems;
    }

    private static Socket Take(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }
}
