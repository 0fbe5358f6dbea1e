using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Doctor;

/// <summary>One fault for each way in which a check of the configuration can come out badly.</summary>
internal static class BeforeFaults
{
    private const string Prefix = "TokenExchange:";

    private static readonly (string Check, string Verdict, string Fault, Action<DoctorStand> Seed)[] Rows =
    [
        ("configuration", "failed", "a missing origin", stand => stand.Planned.Remove(Prefix + "PublicOrigin")),
        ("configuration", "failed", "a misspelt key", stand => stand.Planned[Prefix + "Sessions:IdleLifeTimes"] = "01:00:00"),
        ("configuration", "failed", "no thumbprint", stand => stand.Planned["LocalHost:Vault:CertificateThumbprint"] = "ff"),
        ("configuration", "warning", "one token for two hosts", stand => Route(stand, "user-token")),
        ("configuration", "warning", "one API key for two hosts", stand => Route(stand, "api-key")),
        ("vault-permission", "failed", "listing is refused", stand => Refuse(stand, "/versions", "ForbiddenByRbac")),
        ("vault-permission", "failed", "the vault's firewall", stand => Refuse(stand, "/versions", "ForbiddenByFirewall")),
        ("vault-permission", "failed", "reading is refused", stand => Refuse(stand, "/secrets/partner-api-key/", "ForbiddenByRbac", "/versions")),
        ("vault-permission", "failed", "the vault fails", stand => stand.VaultWay.Instead = _ => BrokenFront.Json(500, "{}")),
        ("vault-permission", "failed", "another 404 than the vault's", stand => stand.VaultWay.Instead = _ => BrokenFront.Page(404)),
        ("vault-permission", "failed", "no connection", stand => stand.VaultWay.Instead = _ => throw new HttpRequestException(HttpRequestError.ConnectionError)),
        ("vault-permission", "failed", "no answer in time", stand => stand.VaultWay.Instead = _ => throw new TaskCanceledException()),
        ("secret-usable", "failed", "an empty list of versions", stand => stand.VaultWay.Instead =
            request => request.RequestUri!.AbsolutePath.EndsWith("/versions", StringComparison.Ordinal) && request.Headers.Authorization is not null
                ? BrokenFront.Json(200, """{"value":[],"nextLink":null}""") : null),
        ("secret-expiry", "warning", "no expiry date", stand => stand.Vault.Put("session-key", new string('k', 44))),
        ("secret-usable", "failed", "no such secret", stand => stand.Planned[Prefix + "Sessions:KeySecretName"] = "nowhere"),
        ("secret-usable", "failed", "all versions disabled", stand => stand.Vault.SetEnabled("session-key", stand.SessionKey, false)),
        ("secret-usable", "warning", "the newest version disabled", stand => stand.Vault.Put("session-key", new string('k', 44), enabled: false)),
        ("secret-expiry", "warning", "29 days left", stand => Put(stand, "session-key", new string('k', 44), TimeSpan.FromDays(29))),
        ("secret-expiry", "failed", "expired", stand => Put(stand, "new-key", new string('k', 44), TimeSpan.FromSeconds(-1))),
        ("secret-rotation", "warning", "not complete", stand => Tag(stand, "in-use")),
        ("secret-rotation", "failed", "a tag that no rotation wrote", stand => Tag(stand, "done")),
        ("secret-policy", "failed", "a tag that cannot be used", stand => Policy(stand, ("owner", "platform"), ("rotate-after", "soon"))),
        ("secret-policy", "warning", "older than its policy", stand => Age(stand, 2, ("owner", "platform"), ("rotate-after", "1"))),
        ("secret-policy", "warning", "no owner", stand => Policy(stand, ("rotate-after", "90"))),
        ("session-key-length", "failed", "31 characters", stand => stand.Vault.Put("session-key", new string('k', 31))),
        ("provider-settings", "failed", "offline_access at Google", stand => Google(stand, "openid offline_access")),
        ("provider-settings", "warning", "no access_type at Google", stand => Google(stand, "openid")),
        ("provider-metadata", "failed", "discovery fails", stand => Discovery(stand, () => BrokenFront.Json(500, "{}"))),
        ("provider-metadata", "failed", "discovery is no JSON", stand => Discovery(stand, () => BrokenFront.Page(200))),
        ("provider-metadata", "failed", "discovery is a list", stand => Discovery(stand, () => BrokenFront.Json(200, "[]"))),
        ("provider-issuer", "failed", "a slash more", stand => stand.Planned[Prefix + "Provider:Authority"] = TestStand.ProviderOrigin + "/"),
        ("provider-endpoints", "failed", "http", stand => stand.Provider.MetadataTwists["token_endpoint"] = "http://login.example.test/token"),
        ("provider-endpoints", "failed", "missing", stand => stand.Provider.MetadataTwists["jwks_uri"] = null),
        ("provider-pkce", "failed", "plain only", stand => stand.Provider.MetadataTwists["code_challenge_methods_supported"] = new[] { "plain" }),
        ("provider-pkce", "warning", "not said", stand => stand.Provider.MetadataTwists["code_challenge_methods_supported"] = null),
        ("provider-response-mode", "failed", "fragment only", stand => stand.Provider.MetadataTwists["response_modes_supported"] = new[] { "fragment" }),
        ("clock-skew", "warning", "31 seconds", stand => Skew(stand, 31)),
        ("clock-skew", "failed", "61 seconds", stand => Skew(stand, -61)),
        ("redirect-uri", "failed", "not registered", stand => stand.Planned[Prefix + "PublicOrigin"] = "https://other.example.test"),
        ("redirect-uri", "failed", "scope refused", stand => Authorize(stand, () => Redirect("invalid_scope"))),
        ("redirect-uri", "failed", "Entra ID's page", stand => Authorize(stand, () => BrokenFront.Json(200, "\"AADSTS50011: The redirect URI\""))),
        ("redirect-uri", "warning", "a page of its own", stand => Authorize(stand, () => BrokenFront.Page(200))),
        ("redirect-uri", "warning", "an outage", stand => Authorize(stand, () => BrokenFront.Page(503))),
        ("credential", "failed", "another secret", stand => stand.Provider.AcceptSecrets(["another"])),
        ("credential", "failed", "token endpoint down", stand => stand.Provider.Faults.Add(new Fault("token", 503, Count: 2))),
        ("credential", "warning", "the code is looked at first", stand => stand.Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}""", Count: 2))),
        ("credential", "warning", "another refusal", stand => stand.Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_request"}"""))),
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

    private static void Refuse(DoctorStand stand, string path, string inner, string unless = "none") =>
        stand.VaultWay.Instead = request => request.RequestUri!.AbsolutePath is var at
            && at.Contains(path, StringComparison.Ordinal) && !at.Contains(unless, StringComparison.Ordinal) && request.Headers.Authorization is not null
                ? BrokenFront.Json(403, """{"error":{"code":"Forbidden","message":"no","innererror":{"code":"*"}}}""".Replace("*", inner, StringComparison.Ordinal))
                : null;

    /// <summary>A route to another host, with the credential of one that exists.</summary>
    private static void Route(DoctorStand stand, string credential)
    {
        const string Route = Prefix + "Proxy:Routes:other:";
        stand.Planned[Route + "Destination"] = "https://other-api.example.test/";
        stand.Planned[Route + "Paths:0"] = "/";
        stand.Planned[Route + "Credential"] = credential;
        if (credential == "api-key")
        {
            stand.Planned[Route + "ApiKey:SecretName"] = "partner-api-key";
            stand.Planned[Route + "ApiKey:Header"] = "X-Api-Key";
        }
    }

    private static void Put(DoctorStand stand, string name, string value, TimeSpan left)
    {
        stand.Vault.Put(name, value, expires: stand.Clock.GetUtcNow() + left);
        stand.Planned[Prefix + "Sessions:KeySecretName"] = name;
    }

    private static void Policy(DoctorStand stand, params (string Name, string Value)[] tags) => stand.Vault.Update(
        "session-key", stand.SessionKey, version => version with { Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value) });

    private static void Age(DoctorStand stand, int days, params (string Name, string Value)[] tags)
    {
        Policy(stand, tags);
        stand.Clock.Advance(TimeSpan.FromDays(days));
    }

    private static void Tag(DoctorStand stand, string step) => stand.Vault.Update("session-key", stand.SessionKey, version => version with
    {
        Tags = new Dictionary<string, string> { ["rotation-step"] = step, ["rotation-id"] = "0a1b2c", ["rotation-at"] = "2020-01-01T00:00:00Z" },
    });

    private static void Discovery(DoctorStand stand, Func<HttpResponseMessage> answer) =>
        stand.ProviderWay.Instead = request => request.RequestUri!.AbsolutePath.StartsWith("/.well-known/", StringComparison.Ordinal) ? answer() : null;

    private static void Google(DoctorStand stand, string scopes)
    {
        stand.Planned[Prefix + "Provider:Authority"] = "https://accounts.google.com";
        stand.Planned[Prefix + "Provider:Scopes"] = scopes;
        Discovery(stand, () => BrokenFront.Json(500, "{}"));
    }

    private static void Skew(DoctorStand stand, int seconds) =>
        stand.ProviderWay.Response = (_, response) => response.Headers.Date = stand.Clock.GetUtcNow().AddSeconds(seconds);

    private static void Authorize(DoctorStand stand, Func<HttpResponseMessage> answer) =>
        stand.ProviderWay.Instead = request => request.RequestUri!.AbsolutePath == "/authorize" ? answer() : null;

    /// <summary>What a provider says that knows the redirect URI.</summary>
    public static HttpResponseMessage Redirect(string error) => new(HttpStatusCode.Found)
    {
        Headers = { Location = new Uri($"{TestStand.AppOrigin}/callback?error={error}") },
    };
}
