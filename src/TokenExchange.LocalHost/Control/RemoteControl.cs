namespace TokenExchange.LocalHost.Control;

/// <summary>The control surface of a gateway whose services run in another process: passes the levers on; the clock moves in both.</summary>
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
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), services + context.Request.Path + context.Request.QueryString);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var answer = await _http.SendAsync(request, context.RequestAborted);
        if (context.Request.Path == "/dev/clock" && answer.IsSuccessStatusCode)
        {
            var move = await answer.Content.ReadFromJsonAsync<ClockMoved>(context.RequestAborted);
            clock.Advance(TimeSpan.FromSeconds(move!.AdvancedSeconds));
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private sealed record ClockMoved(double AdvancedSeconds);
}
