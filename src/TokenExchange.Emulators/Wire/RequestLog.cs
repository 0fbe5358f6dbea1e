using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace TokenExchange.Emulators.Wire;

/// <summary>One received call. Secret values are the first 12 hex digits of their SHA-256.</summary>
internal sealed record LoggedRequest(
    long Sequence,
    DateTimeOffset Time,
    string Source,
    string Endpoint,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Form);

/// <summary>The last few thousand calls to all emulators that share the log.</summary>
internal sealed class RequestLog(TimeProvider clock)
{
    private const int Most = 20_000;

    private static readonly HashSet<string> SecretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Cookie", "X-Api-Key", "api_key", "client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "token", "id_token_hint",
        "state", "nonce", "access_token", "request_uri", "subject_token", "actor_token", "assertion",
    };

    private readonly Lock _gate = new();
    private readonly Queue<LoggedRequest> _rows = new();
    private long _sequence;

    /// <summary>The first 12 hex digits of a value's SHA-256: enough to compare, useless to replay.</summary>
    public static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..12];

    public void Add(string source, string endpoint, HttpRequest request, IEnumerable<KeyValuePair<string, StringValues>>? form = null)
    {
        lock (_gate)
        {
            _rows.Enqueue(new LoggedRequest(
                ++_sequence, clock.GetUtcNow(), source, endpoint, request.Method, request.Path.Value ?? "",
                Masked(request.Query), Masked(request.Headers), Masked(form ?? [])));
            if (_rows.Count > Most)
            {
                _rows.Dequeue();
            }
        }
    }

    public IReadOnlyList<LoggedRequest> Of(string source)
    {
        lock (_gate)
        {
            return [.. _rows.Where(row => row.Source == source)];
        }
    }

    public IReadOnlyList<LoggedRequest> After(long sequence)
    {
        lock (_gate)
        {
            return [.. _rows.Where(row => row.Sequence > sequence).TakeLast(200)];
        }
    }

    private static Dictionary<string, string> Masked(IEnumerable<KeyValuePair<string, StringValues>> pairs) =>
        pairs.ToDictionary(pair => pair.Key, pair => SecretNames.Contains(pair.Key) ? Hash(pair.Value.ToString()) : pair.Value.ToString());
}
