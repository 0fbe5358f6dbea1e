using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>Asks another server what a browser asked here, header for header.</summary>
internal sealed class Relay : IDisposable
{
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Transfer-Encoding", "Keep-Alive", "Content-Length" };

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public async Task<HttpResponseMessage> AskAsync(HttpRequest request, string target)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, CancellationToken.None);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), target + request.GetEncodedPathAndQuery());
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in request.Headers.Where(header => !NotPassedOn.Contains(header.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, CancellationToken.None);
    }

    /// <summary>Copies all of an answer but its body.</summary>
    public static void CopyHead(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key)))
        {
            response.Headers[name] = values.ToArray();
        }
    }

    public void Dispose() => _http.Dispose();
}
