namespace TokenExchange.Operations.Drill.Against;

/// <summary>One request that is sent to a deployment.</summary>
/// <param name="Operation">What it is called in the table.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path.</param>
/// <param name="HasSession">Whether it has the cookies of the session.</param>
internal sealed record Probe(string Operation, HttpMethod Method, string Path, bool HasSession);

/// <summary>A real deployment, and what can be asked of it from outside.</summary>
internal sealed class Deployment
{
    /// <summary>A renewal uses the client's credential. One in so many rounds: it is a call to the provider, and a new refresh token.</summary>
    private const int RoundsBetweenRenewals = 20;

    private readonly string? _path;

    /// <param name="origin">The public address (<see cref="IsAddress"/>).</param>
    /// <param name="path">A path of the proxy to call with <c>GET</c> (<see cref="IsPath"/>); null: none.</param>
    /// <param name="cookies">The cookies of a session, as in the header <c>Cookie</c>; null: none.</param>
    public Deployment(Uri origin, string? path, string? cookies)
    {
        (Origin, _path) = (origin, path);
        Cookies.Add(cookies ?? "");
    }

    public Uri Origin { get; }

    /// <summary>The session's cookies. They change when the session is renewed.</summary>
    public CookieJar Cookies { get; } = new();

    /// <summary>Ends the session, whose refresh token nobody else has any more.</summary>
    public static Probe Logout { get; } = new("logout", HttpMethod.Post, "/api/auth/logout", HasSession: true);

    /// <summary>Whether this is the address of a deployment: https, or http on this machine, without a path.</summary>
    public static bool IsAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var origin)
        && (origin.Scheme == Uri.UriSchemeHttps || (origin.Scheme == Uri.UriSchemeHttp && origin.IsLoopback))
        && origin.PathAndQuery == "/" && origin.Fragment.Length == 0 && origin.UserInfo.Length == 0;

    public static bool IsPath(string path) => path.StartsWith("/api/proxy/", StringComparison.Ordinal);

    /// <summary>The requests of one round.</summary>
    public IEnumerable<Probe> Round(int number)
    {
        yield return new("ready", HttpMethod.Get, "/api/health/ready", HasSession: false);
        yield return new("login", HttpMethod.Post, "/api/auth/login", HasSession: false);
        if (_path is not null)
        {
            yield return new("call", HttpMethod.Get, _path, HasSession: true);
        }

        if (Cookies.IsEmpty)
        {
            yield break;
        }

        yield return new("session", HttpMethod.Get, "/api/auth/session", HasSession: true);
        if (number % RoundsBetweenRenewals == 0)
        {
            yield return new("refresh", HttpMethod.Post, "/api/auth/refresh", HasSession: true);
        }
    }
}
