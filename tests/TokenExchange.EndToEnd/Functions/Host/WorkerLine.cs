using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>The host's end of the one stream between host and worker (service FunctionRpc). The numbers are those of StreamingMessage's fields.</summary>
internal sealed class WorkerLine
{
    private const int RequestId = 1;
    private const int RpcLog = 2;
    private const int StartStream = 20;

    private readonly Channel<Message> _toWorker = Channel.CreateUnbounded<Message>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Message>> _asked = new();
    private readonly ConcurrentQueue<WorkerLog> _logs = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker's id, once it has opened the stream.</summary>
    public Task<string> Started => _started.Task;

    public IReadOnlyList<WorkerLog> Logs => [.. _logs];

    /// <summary>Serves the worker's call, as long as it lasts.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null; // it lasts as long as the worker, which is silent at times
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        _ = WriteAsync(context);
        try
        {
            await foreach (var message in Frames.ReadAsync(context.Request.BodyReader))
            {
                Take(message);
            }
        }
        finally
        {
            _toWorker.Writer.Complete(); // whoever says something from now on is told
        }
    }

    /// <summary>Says something that the worker answers.</summary>
    public async Task<Message> AskAsync(int content, Message message)
    {
        var id = Guid.NewGuid().ToString();
        var answer = _asked[id] = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _toWorker.Writer.WriteAsync(new Message { { RequestId, id }, { content, message } });
        return await answer.Task;
    }

    /// <summary>Says something that has no answer.</summary>
    public void Tell(int content, Message message) => _toWorker.Writer.TryWrite(new Message { { RequestId, Guid.NewGuid().ToString() }, { content, message } });

    private void Take(Message message)
    {
        if (message.Has(RpcLog))
        {
            _logs.Enqueue(WorkerLog.Read(message.Bytes(RpcLog)));
        }
        else if (message.Has(StartStream))
        {
            _started.TrySetResult(message.Inner(StartStream).Text(2));
        }
        else if (_asked.TryRemove(message.Text(RequestId), out var asked))
        {
            asked.SetResult(message);
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        await foreach (var message in _toWorker.Reader.ReadAllAsync())
        {
            await Frames.WriteAsync(context.Response.BodyWriter, message);
        }
    }
}
