using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>A port of loopback, bound before anything is configured: with port 0 the address is otherwise only known when it is too late.</summary>
internal sealed class LoopbackPort
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public LoopbackPort(int port) => _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Makes the application listen here, with TLS when there is a certificate, and nowhere else.</summary>
    public void Use(WebApplicationBuilder builder, X509Certificate2? certificate = null)
    {
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = _ => _socket);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen((IPEndPoint)_socket.LocalEndPoint!, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
    }
}
