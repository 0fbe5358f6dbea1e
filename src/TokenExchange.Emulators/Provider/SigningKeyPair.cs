using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Emulators.Provider;

/// <summary>One generation of the provider's keys: an RSA and an EC key.</summary>
internal sealed class SigningKeyPair(string kid, RSA rsa) : IDisposable
{
    private readonly RSA _rsa = rsa;
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Kid { get; } = kid;

    /// <summary>Signs with any algorithm that a provider or an attacker could use. Null for an algorithm that this key does not support.</summary>
    public byte[]? Sign(string algorithm, string input, string sharedSecret)
    {
        var bytes = Encoding.ASCII.GetBytes(input);
        return algorithm switch
        {
            "RS256" => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "RS384" => _rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            "RS512" => _rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "PS256" => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "PS384" => _rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
            "PS512" => _rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
            "ES256" => _ec.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(sharedSecret), bytes),
            _ => null,
        };
    }

    /// <summary>The kid in tokens with this algorithm.</summary>
    public string KidFor(string algorithm) => algorithm.StartsWith("ES", StringComparison.Ordinal) ? Kid + "-ec" : Kid;

    /// <summary>The public halves, as JWKs (RFC 7517).</summary>
    public IEnumerable<Dictionary<string, string>> PublicKeys()
    {
        var rsa = _rsa.ExportParameters(includePrivateParameters: false);
        yield return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = Kid,
            ["n"] = Base64Url.EncodeToString(rsa.Modulus),
            ["e"] = Base64Url.EncodeToString(rsa.Exponent),
        };
        var ec = _ec.ExportParameters(includePrivateParameters: false);
        yield return new()
        {
            ["kty"] = "EC",
            ["use"] = "sig",
            ["alg"] = "ES256",
            ["kid"] = Kid + "-ec",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(ec.Q.X),
            ["y"] = Base64Url.EncodeToString(ec.Q.Y),
        };
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }
}
