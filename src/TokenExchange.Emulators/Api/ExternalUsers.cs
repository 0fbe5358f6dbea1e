using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using TokenExchange.Caching;
using TokenExchange.Failures;

namespace TokenExchange.Emulators.Api;

/// <summary>
/// The user of an access token of an external provider, according to its userinfo endpoint (OpenID Connect Core 1.0 section 5.3). Without a response
/// every token is accepted: the endpoint is optional for providers, and the demo API protects nothing.
/// </summary>
internal sealed class ExternalUsers(string? authority, HttpClient http, TimeProvider clock)
{
    /// <summary>The name of a user whose token cannot be checked.</summary>
    private const string Somebody = "somebody";

    private const int MostTokens = 100;

    private readonly Lock _gate = new();
    private readonly Queue<string> _oldestFirst = new();
    private readonly Dictionary<string, RefreshingValue<Answer>> _answers = new(StringComparer.Ordinal);

    private readonly RefreshingValue<Metadata> _metadata = new(
        Policy(TimeSpan.FromDays(1), TimeSpan.FromDays(30)), Source<Metadata>((_, cancellationToken) => DiscoverAsync(authority, http, cancellationToken)), clock);

    /// <summary>The user; null when the token is not valid.</summary>
    public async Task<string?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            return null;
        }

        try
        {
            if ((await _metadata.GetAsync(cancellationToken)).UserInfo is { } address)
            {
                return (await Remembered(token, address).GetAsync(cancellationToken)).User;
            }
        }
        catch (OutageException)
        {
            // No response, or an unreadable one: as without the endpoint.
        }

        return Subject(token) ?? Somebody;
    }

    private RefreshingValue<Answer> Remembered(string token, Uri address)
    {
        lock (_gate)
        {
            if (_answers.TryGetValue(token, out var known))
            {
                return known;
            }

            if (_oldestFirst.Count == MostTokens)
            {
                _answers.Remove(_oldestFirst.Dequeue());
            }

            _oldestFirst.Enqueue(token);
            return _answers[token] = new RefreshingValue<Answer>(
                Policy(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)), Source<Answer>((_, cancellationToken) => AskAsync(address, token, cancellationToken)), clock);
        }
    }

    private async Task<Answer> AskAsync(Uri address, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new Answer(null);
        }

        answer.EnsureSuccessStatusCode();
        using var user = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return new Answer(Text(user, "sub") ?? throw new JsonException());
    }

    private static async Task<Metadata> DiscoverAsync(string? authority, HttpClient http, CancellationToken cancellationToken)
    {
        var address = new Uri(authority?.TrimEnd('/') + "/.well-known/openid-configuration");
        using var document = JsonDocument.Parse(await http.GetStringAsync(address, cancellationToken));
        var isUsable = Uri.TryCreate(Text(document, "userinfo_endpoint"), UriKind.Absolute, out var userInfo)
            && (userInfo.Scheme == Uri.UriSchemeHttps || (userInfo.Scheme == Uri.UriSchemeHttp && userInfo.IsLoopback));
        return new Metadata(isUsable ? userInfo : null);
    }

    /// <summary>The subject of a JWT, without verification.</summary>
    private static string? Subject(string token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.') is [_, var claims, _] ? claims : ""));
            return Text(payload, "sub");
        }
        catch (Exception other) when (other is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static RefreshSource<T> Source<T>(Func<T?, CancellationToken, Task<T>> fetch)
        where T : class => new() { Fetch = fetch, Failed = _ => { }, Outage = Catalogue.ProviderUnavailable };

    private static RefreshPolicy Policy(TimeSpan freshFor, TimeSpan usableFor) => new()
    {
        FreshFor = freshFor,
        UsableFor = usableFor,
        CoolDown = TimeSpan.FromSeconds(1),
        CoolDownCeiling = TimeSpan.FromSeconds(16),
        Deadline = TimeSpan.FromSeconds(3),
    };

    /// <param name="UserInfo">The userinfo endpoint; null if the provider has none.</param>
    private sealed record Metadata(Uri? UserInfo);

    /// <param name="User">Null: the provider rejects the token.</param>
    private sealed record Answer(string? User);
}
