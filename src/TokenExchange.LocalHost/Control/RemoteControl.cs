using System.Text.Json.Serialization;
using TokenExchange.Emulators;

namespace TokenExchange.LocalHost.Control;

/// <summary>The control surface of a gateway whose services run in another process: forwards the requests to them.</summary>
internal sealed class RemoteControl(string services, DevClock clock)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public void Map(IEndpointRouteBuilder app) => app.Map("/dev/{**rest}", ForwardAsync);

    private async Task ForwardAsync(HttpContext context)
    {
        if (!ControlGuard.Allows(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        try
        {
            using var request = Request(context.Request, body);
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            await PassAsync(context, answer);
        }
        catch (HttpRequestException)
        {
            context.Request.Body = body;
            await (await AnswerAloneAsync(context)).ExecuteAsync(context);
        }
    }

    private HttpRequestMessage Request(HttpRequest from, MemoryStream body)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), services + from.Path + from.QueryString);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", from.ContentType);
        }

        return request;
    }

    private async Task PassAsync(HttpContext context, HttpResponseMessage answer)
    {
        await answer.Content.LoadIntoBufferAsync(context.RequestAborted);
        if (IsClock(context.Request) && answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<Moved>(context.RequestAborted) is { } moved)
        {
            clock.AdvanceTo(TimeSpan.FromSeconds(moved.OffsetSeconds)); // it was moved already, unless the connection to the services is down
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Without services, that is, with an external provider and vault, the clock is the gateway's own and there are no other controls.</summary>
    private async Task<IResult> AnswerAloneAsync(HttpContext context) => IsClock(context.Request)
        ? await Levers.TurnAsync<ClockMove>(context, move =>
        {
            if (!move.IsPossible(clock.Offset))
            {
                return Task.FromResult(ClockMove.Refuse());
            }

            clock.Advance(TimeSpan.FromSeconds(move.AdvanceSeconds));
            return Task.FromResult(move.Moved(clock.Offset));
        })
        : Results.Json(new { error = $"No services respond at {services}. Set LocalHost:Services to their address." }, statusCode: StatusCodes.Status502BadGateway);

    private static bool IsClock(HttpRequest request) => request.Method == "POST" && request.Path == "/dev/clock";

    private sealed record Moved([property: JsonRequired] double OffsetSeconds);
}
