using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenExchange.Emulators.Vault;

/// <summary>One version of a key, as Azure Key Vault stores it; the private half is never in an answer.</summary>
internal sealed record VaultKeyEntry(string Name, string Version, bool IsRsa, byte[] PrivateKey, bool Enabled, long Created, long? NotBefore, long? Expires)
{
    /// <summary>Unlike a secret, a key is bound to its dates: the vault refuses to sign outside of them.</summary>
    public bool MaySign(long now) => Enabled && !(now < NotBefore) && !(now >= Expires);

    /// <summary>The signature of a digest; null: the key has not this algorithm.</summary>
    public byte[]? Sign(string algorithm, byte[] digest)
    {
        if (IsRsa)
        {
            using var rsa = Rsa();
            return algorithm switch
            {
                "RS256" => rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                "PS256" => rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                _ => null,
            };
        }

        using var ec = Ec();
        return algorithm == "ES256" ? ec.SignHash(digest) : null;
    }

    /// <summary>The wire form of an item in a listing.</summary>
    public Dictionary<string, object> Item(string baseAddress) => new() { ["kid"] = Kid(baseAddress), ["attributes"] = Attributes() };

    /// <summary>The wire form of the version with its public half.</summary>
    public Dictionary<string, object> Bundle(string baseAddress) => new() { ["key"] = Jwk(baseAddress), ["attributes"] = Attributes() };

    public string Kid(string baseAddress) => $"{baseAddress}/keys/{Name}/{Version}";

    private Dictionary<string, object> Jwk(string baseAddress)
    {
        var jwk = new Dictionary<string, object> { ["kid"] = Kid(baseAddress), ["kty"] = IsRsa ? "RSA" : "EC", ["key_ops"] = new[] { "sign", "verify" } };
        if (IsRsa)
        {
            using var rsa = Rsa();
            var parts = rsa.ExportParameters(includePrivateParameters: false);
            (jwk["n"], jwk["e"]) = (Base64Url.EncodeToString(parts.Modulus), Base64Url.EncodeToString(parts.Exponent));
            return jwk;
        }

        using var ec = Ec();
        var point = ec.ExportParameters(includePrivateParameters: false).Q;
        (jwk["crv"], jwk["x"], jwk["y"]) = ("P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return jwk;
    }

    private Dictionary<string, object> Attributes()
    {
        var attributes = new Dictionary<string, object> { ["enabled"] = Enabled, ["created"] = Created, ["updated"] = Created, ["recoveryLevel"] = "Recoverable+Purgeable" };
        if (NotBefore is { } start)
        {
            attributes["nbf"] = start;
        }

        if (Expires is { } end)
        {
            attributes["exp"] = end;
        }

        return attributes;
    }

    private RSA Rsa()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(PrivateKey, out _);
        return rsa;
    }

    private ECDsa Ec()
    {
        var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(PrivateKey, out _);
        return ec;
    }
}
