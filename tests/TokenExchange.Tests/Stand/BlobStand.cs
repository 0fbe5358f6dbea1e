using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Storage;
using TokenExchange.Emulators.Wire;
using TokenExchange.SharedState;
using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Stand;

/// <summary>Blob Storage in memory, and the shared state that uses it through the real client.</summary>
internal sealed class BlobStand : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<bool> _lost = new();

    public BlobStand()
    {
        Log = new RequestLog(Clock);
        Blobs = new BlobEmulator(Log, Clock);
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        Blobs.Map(_app);
        _app.Start();
        State = Connect();
    }

    public ManualClock Clock { get; } = new();

    public RequestLog Log { get; }

    public BlobEmulator Blobs { get; }

    public BlobSharedState State { get; }

    /// <summary>Another instance's connection to the same store.</summary>
    public BlobSharedState Connect()
    {
        // By http, as in Development, where the container is created when it is absent.
        var client = new HttpClient(new LosingHandler(_app.GetTestServer().CreateHandler(), _lost));
        var container = new BlobContainerClient(new Uri("http://127.0.0.1/devstoreaccount1/shared"), SharedStateServices.ClientOptions(client));
        return new BlobSharedState(container, new StorageAttempts(container, new PaperTelemetry(Clock).Calls, Clock), Clock);
    }

    /// <summary>Whether the answers to the next writes are lost, although the store carries them out.</summary>
    public void LoseAnswers(params bool[] writes)
    {
        foreach (var isLost in writes)
        {
            _lost.Enqueue(isLost);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class LosingHandler(HttpMessageHandler inner, Queue<bool> lost) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            return request.Method == HttpMethod.Put && lost.TryDequeue(out var isLost) && isLost ? throw new HttpRequestException("The answer was lost.") : answer;
        }
    }
}
