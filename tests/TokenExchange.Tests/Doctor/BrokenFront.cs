using System.Net;

namespace TokenExchange.Tests.Doctor;

/// <summary>What stands between browsers and the service, with one thing wrong with it.</summary>
internal sealed class BrokenFront(HttpMessageHandler service) : DelegatingHandler(service)
{
    /// <summary>How many requests came.</summary>
    public int Calls { get; private set; }

    /// <summary>Answers in the service's place when it gives something.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>Changes what the service gets.</summary>
    public Action<HttpRequestMessage> Request { get; set; } = _ => { };

    /// <summary>What happens while a request is on its way to the service.</summary>
    public Func<HttpRequestMessage, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What happens while its answer is on the way back.</summary>
    public Func<HttpRequestMessage, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes what the service said; the path tells which answer it is.</summary>
    public Action<string, HttpResponseMessage> Response { get; set; } = (_, _) => { };

    /// <summary>Changes the lines of <c>Set-Cookie</c>.</summary>
    public Func<IEnumerable<string>, IEnumerable<string>> Cookies
    {
        set => Response = (_, response) =>
        {
            if (response.Headers.TryGetValues("Set-Cookie", out var lines))
            {
                List<string> changed = [.. value([.. lines])];
                response.Headers.Remove("Set-Cookie");
                response.Headers.TryAddWithoutValidation("Set-Cookie", changed);
            }
        };
    }

    public static HttpResponseMessage Page(int status) => new((HttpStatusCode)status) { Content = new StringContent("<html>front</html>") };

    /// <summary>The service's own words, said by somebody else.</summary>
    public static HttpResponseMessage Json(int status, string json) =>
        new((HttpStatusCode)status) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls++;
        var path = request.RequestUri!.AbsolutePath;
        if (Instead(request) is { } answer)
        {
            return answer;
        }

        Request(request);
        await Before(request);
        var response = await base.SendAsync(request, cancellationToken);
        await After(request);
        response.RequestMessage ??= request;
        Response(path, response);
        return response;
    }
}
