using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TokenExchange.Emulators.Wire;

/// <summary>A loopback port, bound before the application is configured; with port 0, the address would otherwise be known too late.</summary>
internal sealed class LoopbackPort
{
    /// <summary>The number of attempts to find a port that is free on both addresses.</summary>
    private const int Attempts = 20;

    private readonly Socket[] _sockets;

    public LoopbackPort(int port)
        : this(Bind(IPAddress.Loopback, port))
    {
    }

    private LoopbackPort(params Socket[] sockets) => _sockets = sockets;

    public int Number => EndPoint(_sockets[0]).Port;

    /// <summary>The port, or with 0 a free one; null with a description of the problem when it is not available.</summary>
    /// <param name="port">The number of the port.</param>
    /// <param name="isOnBoth">Whether to bind <c>[::1]</c> too, where the machine supports it.</param>
    /// <param name="problem">The problem.</param>
    public static LoopbackPort? TryBind(int port, bool isOnBoth, out string? problem)
    {
        var attempts = port == 0 ? Attempts : 1;
        do
        {
            if (TryBind(IPAddress.Loopback, port, out problem) is not { } four)
            {
                return null;
            }

            if (!isOnBoth || !HasIPv6())
            {
                return new LoopbackPort(four);
            }

            if (TryBind(IPAddress.IPv6Loopback, EndPoint(four).Port, out problem) is { } six)
            {
                return new LoopbackPort(four, six);
            }

            four.Dispose();
        }
        while (--attempts > 0);
        return null;
    }

    /// <summary>Makes the application listen on this port only, with TLS when there is a certificate.</summary>
    public void Use(WebApplicationBuilder builder, X509Certificate2? certificate = null)
    {
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = at => _sockets.First(socket => EndPoint(socket).Equals(at)));
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            foreach (var socket in _sockets)
            {
                options.Listen(EndPoint(socket), listen =>
                {
                    listen.Protocols = HttpProtocols.Http1; // with TLS browsers would send web sockets over HTTP/2, which has no upgrade
                    if (certificate is not null)
                    {
                        listen.UseHttps(certificate);
                    }
                });
            }
        });
    }

    private static IPEndPoint EndPoint(Socket socket) => (IPEndPoint)socket.LocalEndPoint!;

    private static bool HasIPv6()
    {
        using var some = TryBind(IPAddress.IPv6Loopback, 0, out _);
        return some is not null;
    }

    private static Socket? TryBind(IPAddress address, int port, out string? problem)
    {
        try
        {
            problem = null;
            return Bind(address, port);
        }
        catch (SocketException cause)
        {
            var wrong = cause.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "is in use.",
                SocketError.AccessDenied => "is not permitted for this account.",
                _ => $"is not available ({cause.SocketErrorCode}).",
            };
            problem = $"{new IPEndPoint(address, port)} {wrong}";
            return null;
        }
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(); // without a listener, Linux lets other processes bind it too
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
