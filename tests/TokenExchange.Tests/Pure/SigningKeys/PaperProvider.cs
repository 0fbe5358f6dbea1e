using System.Net;
using System.Text;
using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Secrets;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>A provider on paper: discovery and keys over the genuine classes, with a handler in the place of the network.</summary>
internal sealed class PaperProvider : HttpMessageHandler, IHttpClientFactory
{
    public const string Issuer = "https://issuer.example";
    public const string Client = "client-1";
    public const string AccessToken = "access-token-1";

    public PaperProvider()
    {
        var options = new ProviderOptions
        {
            Authority = new Uri(Issuer),
            Issuer = Issuer,
            MetadataAddress = new Uri(Issuer + "/.well-known/openid-configuration"),
            ClientId = Client,
            Credential = new CredentialOptions { Kind = "managed-identity" },
        };
        var transport = new TransportRules(IsDevelopment: false);
        var documents = new ProviderDocuments(new ProviderHttp(this, transport, Clock));
        var telemetry = new PaperTelemetry(Clock);
        var kept = new KeptDocuments(new MemorySharedState(Clock), new KeysOfSecret(new PaperVault().Secrets, PaperVault.Name, "documents", Clock), options, Clock);
        var directory = new ProviderDirectory(
            new MetadataReader(documents, options, transport), kept, telemetry.Calls, Clock, telemetry.Logger<ProviderDirectory>());
        Cache = new SigningKeyCache(directory, documents, kept, Settings, Clock, telemetry.Calls, telemetry.Audit);
        Signatures = new SignatureVerifier(Cache, options);
        Verifier = new IdTokenVerifier(Signatures, options, Clock, telemetry.Audit);
    }

    public ManualClock Clock { get; } = new();

    public SigningKeysOptions Settings { get; } = new();

    public SigningKeyCache Cache { get; }

    public SignatureVerifier Signatures { get; }

    public IdTokenVerifier Verifier { get; }

    /// <summary>The members of the key set that is published now.</summary>
    public List<string> Keys { get; } = [PaperKey.Rsa.Jwk("k1")];

    /// <summary>When set, the key set's address answers with this text instead.</summary>
    public string? Garbage { get; set; }

    /// <summary>When set, the key set is published in another order each time.</summary>
    public bool Shuffles { get; set; }

    public bool IsDown { get; set; }

    /// <summary>How often the keys were fetched.</summary>
    public int Fetches { get; private set; }

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    /// <summary>The claims of a good ID token; null removes one.</summary>
    public Dictionary<string, object?> Claims(params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["sub"] = "user-1",
            ["aud"] = Client,
            ["exp"] = Now + 300,
            ["iat"] = Now,
            ["nonce"] = "nonce-1",
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return claims;
    }

    /// <summary>A genuine ID token with these changes.</summary>
    public string Token(params (string Name, object? Value)[] changes) => TokenOf("RS256", "k1", PaperKey.Rsa, Claims(changes));

    public static string TokenOf(string algorithm, string? kid, PaperKey key, Dictionary<string, object?> claims)
    {
        var header = new Dictionary<string, object?> { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = kid };
        return key.Sign(algorithm, Json(header), Json(claims));
    }

    public static IdTokenExpectations Expected => new() { Nonce = "nonce-1", AccessToken = AccessToken };

    /// <summary>The code of the refusal; null when the token is accepted.</summary>
    public async Task<string?> VerifyAsync(string? token, IdTokenExpectations? expected = null)
    {
        Outcome<CompactToken> verified = await Verifier.VerifyAsync(token, expected ?? Expected, CancellationToken.None);
        return verified.Failure?.Code;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new HttpRequestException("No connection.");
        }

        if (request.RequestUri!.AbsolutePath == "/keys")
        {
            Fetches++;
            return Task.FromResult(Answer(Garbage ?? KeySet()));
        }

        return Task.FromResult(Answer(Json(new Dictionary<string, object?>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["jwks_uri"] = Issuer + "/keys",
        })));
    }

    private string KeySet()
    {
        if (Shuffles)
        {
            Keys.Reverse();
        }

        return $$"""{"keys":[{{string.Join(',', Keys)}}]}""";
    }

    private static string Json(Dictionary<string, object?> members) =>
        JsonSerializer.Serialize(members.Where(member => member.Value is not null).ToDictionary());

    private static HttpResponseMessage Answer(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
}
