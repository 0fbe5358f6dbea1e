using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TokenExchange.Tests.Pure;

/// <summary>A key pair of a provider on paper: signs any text, and shows itself as a JWK. Made once per name, because making them is slow.</summary>
internal sealed class PaperKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private PaperKey(RSA rsa) => _rsa = rsa;

    private PaperKey(ECDsa ec) => _ec = ec;

    public static PaperKey Rsa { get; } = new(RSA.Create(2048));

    public static PaperKey OtherRsa { get; } = new(RSA.Create(2048));

    public static PaperKey P256 { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static PaperKey P384 { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP384));

    public static PaperKey P521 { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP521));

    /// <summary>The key that signs with this algorithm.</summary>
    public static PaperKey For(string algorithm) => algorithm switch
    {
        "ES256" => P256,
        "ES384" => P384,
        "ES512" => P521,
        _ => Rsa,
    };

    /// <summary>The public key as a JWK, with members to add or to change.</summary>
    public string Jwk(string? kid, params (string Name, object? Value)[] more)
    {
        var members = Public();
        members["kid"] = kid;
        foreach (var (name, value) in more)
        {
            members[name] = value;
        }

        return JsonSerializer.Serialize(members.Where(member => member.Value is not null).ToDictionary());
    }

    /// <summary>A token with this header and payload, as they stand.</summary>
    public string Sign(string algorithm, string header, string payload)
    {
        var text = $"{Encode(header)}.{Encode(payload)}";
        return $"{text}.{Base64Url.EncodeToString(SignBytes(algorithm, Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private byte[] SignBytes(string algorithm, byte[] bytes)
    {
        var hash = algorithm[2..] switch
        {
            "384" => HashAlgorithmName.SHA384,
            "512" => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        return _ec is not null ? _ec.SignData(bytes, hash)
            : _rsa!.SignData(bytes, hash, algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private Dictionary<string, object?> Public()
    {
        if (_rsa?.ExportParameters(false) is { } rsa)
        {
            return new() { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) };
        }

        var point = _ec!.ExportParameters(false).Q;
        var curve = point.X!.Length switch
        {
            32 => "P-256",
            48 => "P-384",
            _ => "P-521",
        };
        return new() { ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }
}
