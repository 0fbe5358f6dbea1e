using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>Answers of an API of the test's own, through gateway, worker and host.</summary>
[Collection(Published.Functions)]
public sealed class StreamTests(Published published)
{
    private const string Address = "/api/proxy/own/x";

    private readonly Deployment _deployment = published.Deployment;

    [FunctionsTheory]
    [InlineData("text/event-stream")]
    [InlineData("application/octet-stream")]
    public async Task A_piece_of_an_answer_arrives_before_the_next_is_written(string type)
    {
        using var caller = _deployment.NewCaller();
        var hasArrived = new TaskCompletionSource();
        _deployment.Upstream = async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync("data: one\n\n");
            await context.Response.Body.FlushAsync();
            await hasArrived.Task;
            await context.Response.WriteAsync("data: two\n\n");
        };

        using var answer = await caller.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: one", await body.ReadLineAsync());
        hasArrived.SetResult();

        Assert.Equal("\ndata: two\n\n", await body.ReadToEndAsync());
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [FunctionsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_who_leaves_ends_the_call_of_the_api(bool hasBegun)
    {
        using var caller = _deployment.NewCaller();
        using var leaving = new CancellationTokenSource();
        var logged = _deployment.Host.Logs.Count;
        var (isThere, isOver) = (new TaskCompletionSource(), new TaskCompletionSource());
        _deployment.Upstream = async context =>
        {
            using var over = context.RequestAborted.Register(isOver.SetResult);
            if (hasBegun)
            {
                await context.Response.WriteAsync("one");
                await context.Response.Body.FlushAsync();
            }

            isThere.SetResult();
            await isOver.Task;
        };

        var asked = caller.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await isThere.Task;
        using var answer = hasBegun ? await asked : null;
        await leaving.CancelAsync();
        answer?.Dispose();

        await isOver.Task;
        await Until.TrueAsync("no function runs any more", () => Task.FromResult(_deployment.Host.Running == 0));
        Assert.Empty(_deployment.Host.Failures);
        Assert.DoesNotContain(_deployment.Host.Logs.Skip(logged), log => log.Level >= 4);
    }

    [FunctionsFact]
    public async Task An_answer_that_breaks_off_at_the_api_breaks_off_here()
    {
        using var caller = _deployment.NewCaller();
        var hasArrived = new TaskCompletionSource();
        _deployment.Upstream = async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await hasArrived.Task;
            context.Abort();
        };

        using var answer = await caller.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead);
        hasArrived.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));
    }

    [FunctionsFact]
    public async Task A_path_that_the_host_has_decoded_and_encoded_means_the_same_to_the_api()
    {
        using var caller = _deployment.NewCaller();
        var seen = "";
        _deployment.Upstream = context =>
        {
            seen = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        };
        var target = new Uri(_deployment.Origin + "/api/proxy/own/caf%c3%a9/%41;v=1/a%20b%2B%26%3B?q=%7e&r=%2F%2B%26%3B", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        using var answer = await caller.GetAsync(target);

        Assert.Equal("/caf%C3%A9/A;v=1/a%20b+&;?q=~&r=%2F%2B%26%3B", seen);
    }
}
