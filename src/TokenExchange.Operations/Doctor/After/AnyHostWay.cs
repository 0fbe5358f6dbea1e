using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>
/// Sends a false <c>Host</c> only: TLS uses the front's real name. The framework's client would take the name for TLS from <c>Host</c> as well and fail
/// before the front receives anything; therefore the address is plain http and the connection does TLS itself.
/// </summary>
internal sealed class AnyHostWay : DelegatingHandler
{
    /// <summary>Marks a request whose connection must use TLS although its address is plain http.</summary>
    private static readonly HttpRequestOptionsKey<bool> NeedsTls = new("needs-tls");

    private AnyHostWay(HttpMessageHandler inner)
        : base(inner)
    {
    }

    public static HttpMessageHandler Create() => new AnyHostWay(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                var plain = new NetworkStream(socket, ownsSocket: true);
                return context.InitialRequestMessage.Options.TryGetValue(NeedsTls, out _)
                    ? await SecureAsync(plain, context.DnsEndPoint.Host, cancellationToken)
                    : plain;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            request.Options.Set(NeedsTls, true);
            request.RequestUri = new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = address.Port }.Uri;
        }

        request.Version = HttpVersion.Version11;
        return base.SendAsync(request, cancellationToken);
    }

    private static async ValueTask<Stream> SecureAsync(NetworkStream plain, string name, CancellationToken cancellationToken)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name }, cancellationToken);
        return secure;
    }
}
