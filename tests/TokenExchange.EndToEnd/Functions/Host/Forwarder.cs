using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>Passes a request on to the worker over HTTP/1.1, and its answer back as it comes.</summary>
internal sealed partial class Forwarder(Uri worker) : IDisposable
{
    private const int MostTries = 10;

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Upgrade", "Proxy-Connection" };

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpMessageInvoker _invoker = new(Way.To());

    public async Task ForwardAsync(HttpContext context)
    {
        using var answer = await SendAsync(context);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(header => !OfTheConnection.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted);
        try
        {
            await PassAsync(answer.Content, context);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            context.Abort(); // the worker cut its answer: half of it must not look whole
        }
    }

    public void Dispose() => _invoker.Dispose();

    /// <summary>As often as the platform tries: the worker tells its address before it listens there.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _invoker.SendAsync(Message(context), context.RequestAborted);
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError && tries < MostTries)
            {
                await Task.Delay(Pause, TimeProvider.System, context.RequestAborted);
            }
        }
    }

    private HttpRequestMessage Message(HttpContext context)
    {
        var request = context.Request;
        var path = Reserved().Replace(request.Path.Value!, reserved => Uri.EscapeDataString(reserved.Value)); // decoded once, and encoded anew
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(worker, path + request.QueryString));
        if (request.ContentLength is not null || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            message.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            HttpHeaders? headers = message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) ? null : message.Content?.Headers;
            headers?.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return message;
    }

    /// <summary>What cannot stand in a path as it is (RFC 3986 section 3.3).</summary>
    [GeneratedRegex("[^!$&'()*+,./0-9:;=@A-Z_a-z~-]+")]
    private static partial Regex Reserved();

    private static async Task PassAsync(HttpContent from, HttpContext to)
    {
        await using var body = await from.ReadAsStreamAsync(to.RequestAborted);
        var piece = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(piece, to.RequestAborted)) > 0)
        {
            await to.Response.Body.WriteAsync(piece.AsMemory(0, read), to.RequestAborted);
            await to.Response.Body.FlushAsync(to.RequestAborted);
        }
    }
}
