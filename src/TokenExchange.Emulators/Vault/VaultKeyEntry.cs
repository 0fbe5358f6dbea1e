using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace TokenExchange.Emulators.Vault;

/// <summary>One version of a key, as Azure Key Vault stores it; the private half is never in an answer.</summary>
internal sealed record VaultKeyEntry(string Name, string Version, bool IsRsa, byte[] PrivateKey, bool Enabled, long Created, long? NotBefore, long? Expires)
{
    /// <summary>When it was created or changed last.</summary>
    public long Updated { get; init; } = Created;

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The version with the changes of a request body; what the body leaves out stays.</summary>
    public VaultKeyEntry Change(JsonElement body, long now)
    {
        var attributes = body.TryGetProperty("attributes", out var given) ? given : default;
        return this with
        {
            Updated = now,
            Enabled = Member(attributes, "enabled") is { } enabled ? enabled.GetBoolean() : Enabled,
            NotBefore = Member(attributes, "nbf") is { } start ? start.GetInt64() : NotBefore,
            Expires = Member(attributes, "exp") is { } end ? end.GetInt64() : Expires,
            Tags = Member(body, "tags") is { } tags ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!) : Tags,
        };
    }

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
    public Dictionary<string, object> Item(string baseAddress) => new() { ["kid"] = Kid(baseAddress), ["attributes"] = Attributes(), ["tags"] = Tags };

    /// <summary>The wire form of the version with its public half.</summary>
    public Dictionary<string, object> Bundle(string baseAddress) => new() { ["key"] = Jwk(baseAddress), ["attributes"] = Attributes(), ["tags"] = Tags };

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
        var attributes = new Dictionary<string, object> { ["enabled"] = Enabled, ["created"] = Created, ["updated"] = Updated, ["recoveryLevel"] = "Recoverable+Purgeable" };
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

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

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
