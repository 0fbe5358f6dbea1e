using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>What the template's Front Door does: <c>/api/*</c> goes to the gateway, everything else to the pages, and both are one origin.</summary>
internal sealed class Front : IAsyncDisposable
{
    private readonly Relay _relay = new();
    private readonly RequestDelegate? _pages;
    private readonly string _scheme;
    private Site? _site;
    private string? _gateway;
    private int _refusals;
    private int _retryAfter;
    private string? _removed;

    private Front(RequestDelegate? pages, string scheme) => (_pages, _scheme) = (pages, scheme);

    public string Origin => $"{_scheme}://localhost:{_site!.Port}";

    /// <summary>Starts it; with a certificate it speaks https, and without pages everything goes to the gateway's host.</summary>
    public static async Task<Front> StartAsync(RequestDelegate? pages, X509Certificate2? certificate = null)
    {
        var front = new Front(pages, certificate is null ? "http" : "https");
        front._site = await Site.StartAsync(front.AnswerAsync, certificate, HttpProtocols.Http1); // over HTTP/2, WebKitGTK 2.50 waits for ever for a file that is answered with 304
        return front;
    }

    /// <summary>Where the gateway is. Until this is said, the pages stand alone.</summary>
    public void LeadTo(string gateway) => _gateway = gateway;

    /// <summary>The next calls of the gateway are answered by 503, as by a front whose app is not up yet.</summary>
    public void Refuse(int calls, int retryAfter) => (_retryAfter, _refusals) = (retryAfter, calls);

    /// <summary>Calls reach the gateway without this header from now on; null: with all of them.</summary>
    public void Remove(string? header) => _removed = header;

    /// <summary>Whether the connection of each call of the gateway breaks without an answer.</summary>
    public bool IsBroken { get; set; }

    public async ValueTask DisposeAsync()
    {
        await (_site?.DisposeAsync() ?? ValueTask.CompletedTask);
        _relay.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var isCall = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        if (_pages is not null && (_gateway is null || !isCall))
        {
            await _pages(context);
            return;
        }

        if (isCall && Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = $"{_retryAfter}";
            return;
        }

        if (isCall && IsBroken)
        {
            context.Abort();
            return;
        }

        if (_removed is not null)
        {
            context.Request.Headers.Remove(_removed);
        }

        using var answer = await _relay.AskAsync(context.Request, _gateway!);
        Relay.CopyHead(answer, context.Response);
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
