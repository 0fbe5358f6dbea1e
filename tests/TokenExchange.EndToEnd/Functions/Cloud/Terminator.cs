using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions.Cloud;

/// <summary>
/// Stands before a server with a certificate that is trusted, and passes bytes on; outside of development the service speaks to nothing else. It may also
/// be reached by CONNECT, as a system's proxy is: that way a name of the cloud leads here.
/// </summary>
internal sealed class Terminator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Uri? _target;

    private Terminator(TestCertificate certificate, bool isProxy)
    {
        var builder = PlainHost.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            if (isProxy)
            {
                listener.Use(next => connection => ConnectAsync(connection, next));
            }

            listener.UseHttps(certificate.Pair);
            listener.Run(connection => PassAsync(connection, _target!));
        }));
        _app = builder.Build();
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<Terminator> StartAsync(TestCertificate certificate, bool isProxy = false)
    {
        var terminator = new Terminator(certificate, isProxy);
        await terminator._app.StartAsync();
        return terminator;
    }

    /// <summary>Where bytes are passed on to.</summary>
    public void LeadTo(string target) => _target = new Uri(target);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Takes the head of the CONNECT request (RFC 9110 section 9.3.6) off the connection; what follows is TLS.</summary>
    private static async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var seen = "";
        while (!seen.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
            if (read.IsCompleted)
            {
                return;
            }

            seen += Encoding.ASCII.GetString(read.Buffer); // the client waits for the answer before it goes on
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }

        await connection.Transport.Output.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        await next(connection);
    }

    private static async Task PassAsync(ConnectionContext connection, Uri target)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, target.Port);
        await using var stream = await OpenAsync(socket, target);
        using var ended = connection.ConnectionClosed.Register(socket.Close);
        try
        {
            await await Task.WhenAny(connection.Transport.Input.CopyToAsync(stream), stream.CopyToAsync(connection.Transport.Output));
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or ConnectionAbortedException or ConnectionResetException)
        {
            // One side has gone; so does the other.
        }
    }

    /// <summary>The vault emulator has a certificate of its own, which nobody else than its pinned client knows.</summary>
    private static async Task<Stream> OpenAsync(TcpClient socket, Uri target)
    {
        if (target.Scheme == Uri.UriSchemeHttp)
        {
            return socket.GetStream();
        }

        var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(target.Host);
        return stream;
    }
}
