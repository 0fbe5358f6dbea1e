using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A request that came through, and what was answered; the body of the answer is kept for addresses of <c>/api/auth</c>.</summary>
internal sealed record Passage(string Method, string Path, string Query, int Status, string Site, bool HasSession, string Body);

/// <summary>
/// Stands before a gateway, notes what comes through, and can lose every n-th response of its API after the request was served: by turns all of it, or the end of its body.
/// Each response has a connection of its own, for on a connection that was used before browsers themselves send a request again.
/// </summary>
internal sealed class LossyNetwork : IAsyncDisposable
{
    private readonly Relay _relay = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<Passage> _passages = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (string Type, string Text)> _replaced = new(StringComparer.Ordinal);
    private Site? _site;
    private string _target = "";
    private bool _isSecure;
    private int _every;
    private int _served;
    private int _lost;
    private int _next;

    public string Origin => $"{(_isSecure ? "https" : "http")}://localhost:{_site!.Port}";

    /// <summary>How many responses were lost.</summary>
    public int Lost => _lost;

    public IReadOnlyList<Passage> Passages => [.. _passages];

    /// <summary>What a front makes of a response's headers; nothing unless it is set.</summary>
    public Action<IHeaderDictionary> Change { get; set; } = _ => { };

    public static async Task<LossyNetwork> StartAsync(X509Certificate2? certificate = null)
    {
        var network = new LossyNetwork { _isSecure = certificate is not null };
        network._site = await Site.StartAsync(network.PassAsync, certificate, HttpProtocols.Http1); // a connection for each response is HTTP/1.1
        return network;
    }

    /// <summary>Where requests are passed on to.</summary>
    public void LeadTo(string target) => _target = target;

    /// <summary>Answers this path by this text from now on.</summary>
    public void Replace(string path, string text, string type = "text/javascript") => _replaced[path] = (type, text);

    /// <summary>From now on every n-th response is lost; 0: none.</summary>
    public void Lose(int every) => _every = every;

    /// <summary>The next response of the API is lost, all of it.</summary>
    public void LoseNext() => Interlocked.Exchange(ref _next, 1);

    public async ValueTask DisposeAsync()
    {
        await (_site?.DisposeAsync() ?? ValueTask.CompletedTask);
        _relay.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        if (_replaced.TryGetValue(context.Request.Path, out var replaced))
        {
            context.Response.ContentType = replaced.Type;
            await context.Response.WriteAsync(replaced.Text);
            return;
        }

        using var answer = await _relay.AskAsync(context.Request, _target); // to the end, even when the browser has left: what is lost is the response
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        var headers = context.Request.Headers;
        _passages.Enqueue(new Passage(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.ToString(),
            (int)answer.StatusCode,
            headers["Sec-Fetch-Site"].ToString(),
            headers.Cookie.ToString().Contains("__Host-te-session", StringComparison.Ordinal),
            context.Request.Path.StartsWithSegments("/api/auth", StringComparison.Ordinal) ? Encoding.UTF8.GetString(body) : ""));
        var isApi = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        var isLost = isApi && _every > 0 && Interlocked.Increment(ref _served) % _every == 0;
        if ((isApi && Interlocked.Exchange(ref _next, 0) == 1) || (isLost && Interlocked.Increment(ref _lost) % 2 == 0))
        {
            context.Abort(); // not a byte of it
            return;
        }

        Relay.CopyHead(answer, context.Response);
        Change(context.Response.Headers);
        context.Response.Headers.Connection = "close";
        if (answer.StatusCode is not (System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.NotModified))
        {
            context.Response.ContentLength = body.Length;
        }

        await context.Response.Body.WriteAsync(isLost ? body.AsMemory(0, body.Length / 2) : body, CancellationToken.None);
        if (isLost)
        {
            await context.Response.Body.FlushAsync(CancellationToken.None);
            context.Abort(); // the headers, and with them the cookies, have arrived
        }
    }
}
