using System.Net.Http.Headers;
using System.Security.Authentication;
using TokenExchange.Emulators.Wire;
using TokenExchange.Operations.Doctor.After;

namespace TokenExchange.Tests.Doctor;

/// <summary>One fault for each way in which a check of a deployment can come out badly.</summary>
internal static class AfterFaults
{
    private const string Elsewhere = "https://doctor.invalid";

    private static readonly (string Check, string Verdict, string Fault, Action<DoctorStand> Seed)[] Rows =
    [
        ("reachable", "failed", "no such name", stand => stand.Front.Instead = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError)),
        ("tls", "failed", "an untrusted certificate", stand => stand.Front.Instead =
            _ => throw new HttpRequestException(HttpRequestError.SecureConnectionError, null, new AuthenticationException())),
        ("tls", "warning", "13 days left", stand => stand.Front.Request = request => request.Options.Set(FrontWay.CertificateEnd, stand.Clock.GetUtcNow().AddDays(13))),
        ("hsts", "failed", "dropped", stand => stand.Front.Response = (_, response) => response.Headers.Remove("Strict-Transport-Security")),
        ("hsts", "warning", "a day only", stand => stand.Front.Response = (_, response) => Set(response.Headers, "Strict-Transport-Security", "max-age=86400")),
        ("route-prefix", "failed", "the front serves pages there", stand => stand.Front.Instead =
            request => request.RequestUri!.AbsolutePath.Contains("/health/", StringComparison.Ordinal) ? BrokenFront.Page(200) : null),
        ("route-prefix", "failed", "the prefix is another", stand => stand.Front.Instead = request => request.RequestUri!.AbsolutePath switch
        {
            "/api/health/live" => BrokenFront.Page(404),
            "/health/live" => BrokenFront.Json(200, """{"status":"live"}"""),
            _ => null,
        }),
        ("health", "failed", "the provider is away", stand =>
        {
            stand.Provider.Faults.Add(new Fault("discovery", 500, Count: 50));
            stand.Clock.Advance(TimeSpan.FromHours(73)); // whatever was fetched before is too old now
        }),
        ("health", "warning", "degraded", stand => Ready(stand, """{"status":"ready","checks":{"provider":{"status":"degraded"}}}""")),
        ("login", "failed", "another public origin", stand => stand.Front.Request = request => Set(request.Headers, "Origin", "https://azurewebsites.example.test")),
        ("login", "failed", "the front answers", stand => stand.Front.Instead = request => request.Method == HttpMethod.Post ? BrokenFront.Page(405) : null),
        ("cookie-count", "failed", "merged", stand => stand.Front.Cookies = lines => [string.Join(", ", lines)]),
        ("cookie-count", "failed", "all but one dropped", stand => stand.Front.Cookies = lines => lines.Take(1)),
        ("cookie-names", "failed", "lower case", stand => stand.Front.Cookies = lines => lines.Select(line => line.Replace("__Host-", "__host-", StringComparison.Ordinal))),
        ("cookie-names", "warning", "affinity", stand => stand.Front.Cookies = lines => lines.Append("ARRAffinity=1; Path=/; Secure; HttpOnly")),
        ("cookie-flags", "failed", "a Domain", stand => stand.Front.Cookies = lines => lines.Select(line => line + "; Domain=app.example.test")),
        ("cookie-flags", "failed", "no Secure", stand => stand.Front.Cookies = lines => lines.Select(line => line.Replace(" Secure;", "", StringComparison.Ordinal))),
        ("cookie-same-site", "failed", "Strict", stand => stand.Front.Cookies = lines => lines.Select(line => line.Replace("=Lax", "=Strict", StringComparison.Ordinal))),
        ("cookie-same-site", "failed", "none", stand => stand.Front.Cookies = lines => lines.Select(line => line.Replace("; SameSite=Lax", "", StringComparison.Ordinal))),
        ("cookie-size", "failed", "long ones dropped", stand => stand.Front.Cookies = lines => lines.Select(line => line.Length > 1024 ? line[..40] + line[^60..] : line)),
        ("cookie-round-trip", "failed", "a byte changed", stand => stand.Front.Request = request => Flip(request.Headers)),
        ("cookie-round-trip", "warning", "exchange is refused", stand => stand.Front.Instead =
            request => request.RequestUri!.AbsolutePath.EndsWith("/exchange", StringComparison.Ordinal) ? BrokenFront.Page(403) : null),
        ("header-limit", "failed", "431", stand => stand.Front.Instead =
            request => request.Headers.TryGetValues("Cookie", out var lines) && lines.Sum(line => line.Length) > 8192 ? BrokenFront.Page(431) : null),
        ("forwarded-host", "failed", "honoured", stand => Follow(stand, request => request.Headers.Contains("X-Forwarded-Host"))),
        ("forwarded-host", "failed", "another origin is configured", stand => Follow(stand, _ => true)),
        ("spoofed-host", "failed", "honoured", stand => Follow(stand, request => request.Headers.Host == "doctor.invalid")),
        ("cors", "failed", "any origin", stand => stand.Front.Response = (_, response) => Set(response.Headers, "Access-Control-Allow-Origin", "*")),
        ("cors-preflight", "failed", "any origin", stand => stand.Front.Instead = request => request.Method == HttpMethod.Options ? Preflight() : null),
        ("cross-site", "failed", "the front adds the header", stand => stand.Front.Request = request => Set(request.Headers, "X-CSRF", "1")),
        ("cross-site", "failed", "the front drops the origin", stand => stand.Front.Request = request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Remove("Sec-Fetch-Site");
        }),
        ("cross-site", "failed", "the front calls every request its own", stand => stand.Front.Request = request => Set(request.Headers, "Sec-Fetch-Site", "same-origin")),
        ("no-store", "failed", "the header dropped", stand => stand.Front.Response = (_, response) => response.Headers.CacheControl = null),
        ("no-store", "failed", "from a cache", stand => stand.Front.Response = (_, response) => response.Headers.Age = TimeSpan.FromSeconds(7)),
    ];

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            Array.ForEach(Rows, row => data.Add(row.Check, row.Verdict, row.Fault));
            return data;
        }
    }

    public static void Seed(DoctorStand stand, string check, string fault) => Rows.Single(row => row.Check == check && row.Fault == fault).Seed(stand);

    private static void Set(HttpHeaders headers, string name, string value)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    private static void Ready(DoctorStand stand, string body) => stand.Front.Instead =
        request => request.RequestUri!.AbsolutePath == "/api/health/ready" ? BrokenFront.Json(200, body) : null;

    /// <summary>A front, or a service behind it, that believes where a request says it was sent to.</summary>
    private static void Follow(DoctorStand stand, Func<HttpRequestMessage, bool> believes) => stand.Front.Instead =
        request => request.RequestUri!.AbsolutePath == "/api/auth/login" && believes(request)
            ? BrokenFront.Json(200, $$"""{"authorizationUrl":"https://login.example.test/authorize?redirect_uri={{Elsewhere}}/callback"}""")
            : null;

    private static HttpResponseMessage Preflight()
    {
        var answer = BrokenFront.Page(204);
        answer.Headers.Add("Access-Control-Allow-Origin", Elsewhere);
        return answer;
    }

    private static void Flip(HttpRequestHeaders headers)
    {
        if (headers.TryGetValues("Cookie", out var lines) && lines.Single() is var line && !line.Contains("stale", StringComparison.Ordinal))
        {
            Set(headers, "Cookie", line[..^1] + (line[^1] == 'A' ? 'Q' : 'A'));
        }
    }
}
