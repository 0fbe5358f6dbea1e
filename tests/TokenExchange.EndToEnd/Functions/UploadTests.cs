using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>Bodies of requests through host, worker and gateway, to an API of the test's own.</summary>
[Collection(Published.Functions)]
public sealed class UploadTests(Published published)
{
    private const string Address = "/api/proxy/own/x";

    private readonly Deployment _deployment = published.Deployment;

    [FunctionsFact]
    public async Task A_piece_of_an_upload_without_a_length_arrives_before_the_next_is_sent()
    {
        using var caller = _deployment.NewCaller();
        var (piece, hasArrived) = (new byte[512 * 1024], new TaskCompletionSource());
        _deployment.Upstream = async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[piece.Length / 2]); // what waits in buffers on the way is less
            hasArrived.SetResult();
            await context.Request.Body.CopyToAsync(Stream.Null);
        };
        using var upload = new PushedContent(async stream =>
        {
            await stream.WriteAsync(piece);
            await hasArrived.Task;
            await stream.WriteAsync(piece);
        });

        using var answer = await caller.PostAsync(Address, upload);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [FunctionsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_crosses_whole_in_both_directions(bool hasLength)
    {
        using var caller = _deployment.NewCaller();
        var bytes = RandomNumberGenerator.GetBytes(9 * 1024 * 1024);
        _deployment.Upstream = async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.ContentLength = hasLength ? body.Length : null;
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
        };

        using var answer = await caller.PostAsync(Address, Body(bytes, hasLength));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()));
    }

    [FunctionsTheory]
    [InlineData(11, true)]
    [InlineData(11, false)]
    [InlineData(35, true)] // more than the worker itself would take
    [InlineData(35, false)]
    public async Task A_body_over_the_route_s_limit_is_413(int megabytes, bool hasLength)
    {
        using var caller = _deployment.NewCaller();
        _deployment.Upstream = context => context.Request.Body.CopyToAsync(Stream.Null);

        using var answer = await caller.PostAsync(Address, Body(new byte[megabytes * 1024 * 1024], hasLength));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("\"code\":\"payload_too_large\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [FunctionsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_api_that_answers_before_it_has_read_the_body_is_heard(bool hasLength)
    {
        using var caller = _deployment.NewCaller();
        _deployment.Upstream = context =>
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return context.Response.WriteAsync("not this one");
        };

        using var answer = await caller.PostAsync(Address, Body(new byte[5 * 1024 * 1024], hasLength));

        Assert.Equal((HttpStatusCode.Conflict, "not this one"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private static HttpContent Body(byte[] bytes, bool hasLength) =>
        hasLength ? new ByteArrayContent(bytes) : new PushedContent(stream => stream.WriteAsync(bytes).AsTask());

    /// <summary>A body of unknown length; it is sent in chunks.</summary>
    private sealed class PushedContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
