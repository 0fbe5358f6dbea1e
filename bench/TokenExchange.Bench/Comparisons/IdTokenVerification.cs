using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Bench.Stand;
using TokenExchange.Emulators.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Bench.Comparisons;

/// <summary>An ID token of RS256 with a key of 2048 bits, verified against the key set in memory: once a login and once a refresh.</summary>
public class IdTokenVerification : IComparison
{
    private readonly RSA _rsa = RSA.Create();
    private GatewayStand _stand = null!;
    private IdTokenVerifier _verifier = null!;
    private IdTokenExpectations _expected = null!;
    private string _token = "";
    private byte[] _signed = [];
    private byte[] _signature = [];

    [GlobalSetup]
    public async Task StartAsync()
    {
        _stand = await GatewayStand.StartAsync();
        _verifier = _stand.Inside.GetRequiredService<IdTokenVerifier>();
        _expected = new IdTokenExpectations { Nonce = Surroundings.Random(32), AccessToken = _stand.Session.AccessToken };
        var keys = _stand.Around.Provider.Keys;
        _token = keys.Sign(Claims(), new TokenTwist(), sharedSecret: "");
        var dot = _token.LastIndexOf('.');
        _signed = Encoding.ASCII.GetBytes(_token[..dot]);
        _signature = Base64Url.DecodeFromChars(_token.AsSpan(dot + 1));
        var key = JsonSerializer.SerializeToElement(keys.KeySet()).GetProperty("keys").EnumerateArray().First(member => member.GetProperty("kty").GetString() == "RSA");
        _rsa.ImportParameters(new RSAParameters { Modulus = Part(key, "n"), Exponent = Part(key, "e") });
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _rsa.Dispose();
        await _stand.DisposeAsync();
    }

    /// <summary>
    /// One RSA verification over bytes that are cut out and decoded already. It reads no JSON, finds no key, and knows neither claims nor times: what a
    /// token says, it could not tell.
    /// </summary>
    [Benchmark(Baseline = true, Description = "RSA.VerifyData")]
    public bool Floor() => _rsa.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>The service's verifier, as a login calls it.</summary>
    [Benchmark(Description = "verify an ID token")]
    public async Task<bool> ServiceAsync() => (await _verifier.VerifyAsync(_token, _expected, CancellationToken.None)).Succeeded;

    /// <summary>Both take the token, and neither takes it with one byte of its claims changed.</summary>
    [SuppressMessage("Performance", "CA1849", Justification = "The floor is not asynchronous.")]
    async Task<(string Floor, string Service)> IComparison.RunOnceAsync()
    {
        var (floor, service) = (Floor(), await ServiceAsync());
        var (signed, token) = (_signed, _token);
        var parts = _token.Split('.');
        var forged = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims("Mallory").ToJsonString()));
        (_signed, _token) = (Encoding.ASCII.GetBytes($"{parts[0]}.{forged}"), $"{parts[0]}.{forged}.{parts[2]}");
        var both = (Text(floor, Floor()), Text(service, await ServiceAsync()));
        (_signed, _token) = (signed, token);
        return both;
    }

    private static string Text(bool isGenuineTaken, bool isForgedTaken) =>
        isGenuineTaken && !isForgedTaken ? "takes the genuine one alone" : string.Create(CultureInfo.InvariantCulture, $"wrong: {isGenuineTaken}, {isForgedTaken}");

    private static byte[] Part(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());

    private JsonObject Claims(string name = "Alice Example")
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = _stand.Around.ProviderAddress,
            ["sub"] = _stand.Session.Subject,
            ["aud"] = BenchSettings.Client,
            ["exp"] = now.AddHours(8).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["auth_time"] = now.ToUnixTimeSeconds(),
            ["nonce"] = _expected.Nonce,
            ["sid"] = _stand.Session.ProviderSession,
            ["name"] = name,
            ["email"] = "alice@example.test",
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_expected.AccessToken)).AsSpan(0, 16)),
        };
    }
}
