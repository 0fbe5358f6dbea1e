using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Peers;

/// <summary>A server that is measured beside the service.</summary>
internal abstract class Peer
{
    public static Peer Create(string mode, string api, string token, (string Issuer, string Secret)? provider) => mode switch
    {
        "empty" => new EmptyPeer(),
        "bare" => new ForwarderPeer(api + "/open", null),
        "bare-token" => new ForwarderPeer(api + "/user", token),
        "yarp" => new YarpPeer(api + "/open/"),
        "yarp-cookie" => new CookiePeer(api + "/user/", token, isStored: false, provider),
        "yarp-store" => new CookiePeer(api + "/user/", token, isStored: true, provider),
        _ => throw new ArgumentException("Unknown mode.", nameof(mode)),
    };

    /// <summary>Registers what it needs.</summary>
    public virtual void Add(IServiceCollection services)
    {
    }

    public abstract void Map(WebApplication app);

    /// <summary>The <c>Cookie</c> line of a signed-in browser; empty where nobody signs in.</summary>
    public virtual Task<string> SignInAsync(string address) => Task.FromResult("");

    /// <summary>What a cold start is compared with: it answers 1 KB and does nothing else.</summary>
    private sealed class EmptyPeer : Peer
    {
        private static readonly byte[] Body = new byte[1024];

        public override void Map(WebApplication app) => app.Run(context =>
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = Body.Length;
            return context.Response.Body.WriteAsync(Body, context.RequestAborted).AsTask();
        });
    }
}
