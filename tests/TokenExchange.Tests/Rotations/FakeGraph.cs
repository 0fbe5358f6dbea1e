using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.Tests.Rotations;

/// <summary>
/// Microsoft Graph at the wire, as far as a rotation calls it: the client secrets of one application. Like Microsoft Graph, it wants a token for itself, a
/// body of known members and dates that fit, refuses an id that the application does not have, and shows writes later than it carries them out.
/// </summary>
internal sealed class FakeGraph(Func<string> newSecret, TimeProvider clock) : HttpMessageHandler
{
    private const string Application = "/v1.0/applications(appId='token-exchange-demo')";
    private static readonly string[] Members = ["displayName", "startDateTime", "endDateTime"];

    private readonly List<GraphSecret> _secrets = [];

    /// <summary>The secrets that were added and not removed.</summary>
    public IReadOnlyList<GraphSecret> Passwords => [.. _secrets.Where(secret => secret.Removed is null)];

    /// <summary>The secrets that the token endpoint accepts.</summary>
    public IEnumerable<string> Accepted => Passwords.Where(secret => secret.Added + Replication <= clock.GetUtcNow() && secret.Ends > clock.GetUtcNow()).Select(secret => secret.Secret);

    /// <summary>How long the token endpoint does not know a new secret.</summary>
    public TimeSpan Replication { get; set; }

    /// <summary>How long the list of secrets does not show a change.</summary>
    public TimeSpan ReadLag { get; set; }

    /// <summary>Called when the accepted secrets change.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>With it, every call is refused.</summary>
    public HttpStatusCode? Refusal { get; set; }

    /// <summary>With it, a removal is refused.</summary>
    public HttpStatusCode? RemovalRefusal { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization?.ToString() != "Bearer |https://graph.microsoft.com/.default")
        {
            return Refuse(HttpStatusCode.Unauthorized, "InvalidAuthenticationToken");
        }

        if (Refusal is { } status)
        {
            return Refuse(status, "no");
        }

        var body = request.Content is { Headers.ContentType.MediaType: "application/json" } content
            ? JsonNode.Parse(await content.ReadAsStringAsync(cancellationToken)) : null;
        return (request.Method.Method, request.RequestUri!.AbsolutePath) switch
        {
            ("GET", Application) => List(),
            ("POST", Application + "/addPassword") => Add(body?["passwordCredential"] as JsonObject),
            ("POST", Application + "/removePassword") => Remove((string?)body?["keyId"]),
            var (_, other) => throw new InvalidOperationException(other),
        };
    }

    private HttpResponseMessage List() => Json(new Dictionary<string, object>
    {
        ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#applications(passwordCredentials)/$entity",
        ["passwordCredentials"] = _secrets
            .Where(secret => secret.Added + ReadLag <= clock.GetUtcNow() && !(secret.Removed + ReadLag <= clock.GetUtcNow()))
            .Select(secret => Describe(secret, null)),
    });

    private HttpResponseMessage Add(JsonObject? given)
    {
        var now = clock.GetUtcNow();
        var ends = (string?)given?["endDateTime"] is not { } text ? now.AddYears(2)
            : DateTimeOffset.TryParseExact(text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) ? read : DateTimeOffset.MinValue;
        if (given is null || given.Any(member => !Members.Contains(member.Key)) || ends <= now)
        {
            return Refuse(HttpStatusCode.BadRequest, "Request_BadRequest");
        }

        var secret = new GraphSecret(Guid.NewGuid().ToString(), (string?)given["displayName"] ?? "", newSecret(), now, ends);
        _secrets.Add(secret);
        Changed();
        if (Replication > TimeSpan.Zero)
        {
            clock.CreateTimer(_ => Changed(), null, Replication, Timeout.InfiniteTimeSpan);
        }

        return Json(Describe(secret, secret.Secret));
    }

    private HttpResponseMessage Remove(string? id)
    {
        if (RemovalRefusal is { } status)
        {
            return Refuse(status, "Directory_ConcurrencyViolation");
        }

        if (_secrets.FirstOrDefault(secret => secret.Id == id && secret.Removed is null) is not { } known)
        {
            return Refuse(HttpStatusCode.BadRequest, "Request_BadRequest");
        }

        known.Removed = clock.GetUtcNow();
        Changed();
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static object Describe(GraphSecret secret, string? text) => new
    {
        customKeyIdentifier = (string?)null,
        displayName = secret.Name,
        endDateTime = secret.Ends,
        hint = secret.Secret[..3],
        keyId = secret.Id,
        secretText = text,
        startDateTime = secret.Added,
    };

    private static HttpResponseMessage Refuse(HttpStatusCode status, string code) =>
        new(status) { Content = new StringContent($$$"""{"error":{"code":"{{{code}}}","message":"no"}}""") };

    private static HttpResponseMessage Json<T>(T body) => new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body)) };
}

/// <summary>A client secret of the application.</summary>
internal sealed record GraphSecret(string Id, string Name, string Secret, DateTimeOffset Added, DateTimeOffset Ends)
{
    /// <summary>When it was removed; null while it is there.</summary>
    public DateTimeOffset? Removed { get; set; }
}
