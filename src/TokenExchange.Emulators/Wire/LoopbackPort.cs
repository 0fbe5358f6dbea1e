using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TokenExchange.Emulators.Wire;

/// <summary>A port of loopback, bound before anything is configured: with port 0 the address is otherwise only known when it is too late.</summary>
internal sealed class LoopbackPort
{
    /// <summary>How often a free port is looked for that is free on both.</summary>
    private const int Attempts = 20;

    private readonly Socket[] _sockets;

    public LoopbackPort(int port)
        : this(Bind(IPAddress.Loopback, port))
    {
    }

    private LoopbackPort(params Socket[] sockets) => _sockets = sockets;

    public int Number => EndPoint(_sockets[0]).Port;

    /// <summary>The port, or with 0 a free one; null with the problem in words when it cannot be had.</summary>
    /// <param name="port">Its number.</param>
    /// <param name="isOnBoth">Whether it is to be had on <c>[::1]</c> too, where the machine has that.</param>
    /// <param name="problem">What is wrong.</param>
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

    /// <summary>Makes the application listen here, with TLS when there is a certificate, and nowhere else.</summary>
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
                SocketError.AddressAlreadyInUse => "is taken.",
                SocketError.AccessDenied => "is not for this account.",
                _ => $"cannot be had ({cause.SocketErrorCode}).",
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
            socket.Listen(); // until somebody listens, Linux lets others bind it too
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
