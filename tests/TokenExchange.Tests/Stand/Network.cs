using System.Collections.Concurrent;
using System.Diagnostics;

namespace TokenExchange.Tests.Stand;

/// <summary>The internet of a test: a few hosts by name, each an in-memory server. A host that is not there throws, and says which are.</summary>
internal sealed class Network
{
    private readonly ConcurrentDictionary<string, HttpMessageHandler> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _strays = new();
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Upload, string> _uploads = new();

    /// <summary>Calls to hosts that no test put there: each of them is a fault, even where the service survived it.</summary>
    public IReadOnlyCollection<string> Strays => _strays;

    /// <summary>What answers under a name now; to be put back, or to take turns with another instance.</summary>
    public HttpMessageHandler this[string host] => _hosts[host];

    /// <summary>How many calls to this host have not been answered yet.</summary>
    public int CallsUnderWay(string host) => _calls.GetValueOrDefault(host);

    /// <summary>Whether this host waits for the rest of a request's body.</summary>
    public bool HasUploadsUnderWay(string host) => _uploads.Any(upload => upload.Value == host && !upload.Key.IsSent);

    public void Add(string host, HttpMessageHandler server) => _hosts[host] = server;

    /// <summary>The way into the network; each server-side client gets its own.</summary>
    public HttpMessageHandler Way() => new Router(this);

    private sealed class Router(Network network) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var host = request.RequestUri!.Host;
            if (!network._hosts.TryGetValue(host, out var server))
            {
                network._strays.Enqueue(host);
                throw new HttpRequestException($"No such host: {host}. There are: {string.Join(", ", network._hosts.Keys)}.");
            }

            // As a handler does that was not told otherwise: the trace context of the current activity travels.
            DistributedContextPropagator.Current.Inject(
                Activity.Current, request, static (carrier, name, value) => ((HttpRequestMessage)carrier!).Headers.TryAddWithoutValidation(name, value));

            var upload = request.Content is { } content ? new Upload(content) : null;
            request.Content = upload;

            // Lives as long as the answer's body, which may outlive this call.
            var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            // What is ambient on one machine must not reach another.
            using var invoker = new HttpMessageInvoker(server, disposeHandler: false);
            network._calls.AddOrUpdate(host, 1, static (_, count) => count + 1);
            if (upload is not null)
            {
                network._uploads[upload] = host;
            }

            try
            {
                Task<HttpResponseMessage> answer;
                using (ExecutionContext.SuppressFlow())
                {
                    answer = Task.Run(() => invoker.SendAsync(request, ends.Token), ends.Token);
                }

                if (upload is not null && await Task.WhenAny(answer, upload.Broken) == upload.Broken)
                {
                    await ends.CancelAsync();
                    await upload.Broken;
                }

                return await answer;
            }
            finally
            {
                if (upload is not null)
                {
                    network._uploads.TryRemove(upload, out _);
                }

                network._calls.AddOrUpdate(host, 0, static (_, count) => count - 1);
            }
        }
    }
}
