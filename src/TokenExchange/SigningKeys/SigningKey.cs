using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.SigningKeys;

/// <summary>One public key of the provider that may verify signatures, and the algorithms it may be used with (RFC 7517, RFC 8725 section 3.1).</summary>
internal sealed record SigningKey(string? Kid, SecurityKey Key, IReadOnlyList<string> Algorithms)
{
    /// <summary>
    /// The issuer whose tokens the key may sign, or a template of it; null when the key set does not say. Entra ID's key set for all tenants has keys that
    /// are for one tenant only.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>The members that are used here and that are strings (RFC 7517 section 4, RFC 7518 section 6).</summary>
    private static readonly string[] Texts = ["kty", "use", "alg", "kid", "n", "e", "crv", "x", "y", "issuer"];

    /// <summary>Private and symmetric parameters (RFC 7518 sections 6.2.2, 6.3.2, 6.4): a published key that contains one is compromised.</summary>
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private static readonly string[] Rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    /// <summary>All algorithms that a key may be used with; symmetric ones and <c>none</c> are not among them.</summary>
    public static IReadOnlyList<string> KnownAlgorithms { get; } = [.. Rsa, "ES256", "ES384", "ES512"];

    /// <summary>Whether this key signed the token, by the algorithm that the token names. A wrong signature is false and not an exception.</summary>
    public bool Verifies(CompactToken token)
    {
        using var provider = Key.CryptoProviderFactory.CreateForVerifying(Key, token.Algorithm, cacheProvider: false); // a withdrawn key must not live on in a cache
        return provider.Verify(token.SigningInput, token.Signature);
    }

    /// <summary>
    /// Reads one member of a JWK Set. False for a key that cannot verify here: other key types, keys for encryption, private, symmetric or weak keys.
    /// RFC 7517 section 5 requires that such members are ignored and not that the whole set is rejected. The same for a member with a wrong type: treated
    /// as absent, it would allow more uses of the key.
    /// </summary>
    public static bool TryRead(JsonElement member, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        if (member.ValueKind != JsonValueKind.Object || HoldsSecret(member)
            || !Texts.All(name => IsTextOrAbsent(member, name)) || !IsForSignatures(member))
        {
            return false;
        }

        try
        {
            key = Text(member, "kty") switch
            {
                "RSA" => ReadRsa(member),
                "EC" => ReadEc(member),
                _ => null,
            };
            key = key is null ? null : key with { Issuer = Text(member, "issuer") };
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException or ArgumentException)
        {
            return false;
        }

        return key is { Algorithms.Count: > 0 };
    }

    private static SigningKey? ReadRsa(JsonElement member)
    {
        var parameters = new RSAParameters { Modulus = Number(member, "n"), Exponent = Number(member, "e") };
        if (parameters.Modulus is not { } modulus || parameters.Exponent is not { } exponent || !IsSound(modulus, exponent))
        {
            return null;
        }

        var kid = Text(member, "kid");
        return new SigningKey(kid, new RsaSecurityKey(parameters) { KeyId = kid }, Narrow(member, Rsa));
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The key lives as long as the set; its finalizer releases it with the set.")]
    private static SigningKey? ReadEc(JsonElement member)
    {
        var (curve, algorithm, size) = Text(member, "crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, "ES256", 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, "ES384", 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, "ES512", 66),
            _ => (default, "", -1),
        };
        var point = new ECPoint { X = Bytes(member, "x"), Y = Bytes(member, "y") };
        if (point.X?.Length != size || point.Y?.Length != size)
        {
            return null; // RFC 7518 section 6.2.1.2: full length, always
        }

        var kid = Text(member, "kid");
        var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = point }); // throws for a point off the curve
        return new SigningKey(kid, new ECDsaSecurityKey(ec) { KeyId = kid }, Narrow(member, [algorithm]));
    }

    /// <summary>RFC 8725 section 3.5: at least 2048 bits, no exponent that makes every number a signature, no modulus that can be factored.</summary>
    private static bool IsSound(byte[] modulus, byte[] exponent)
    {
        if (modulus is not { Length: >= 256 and <= 1024 } || exponent is not { Length: > 0 and <= 8 })
        {
            return false;
        }

        var number = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        return number.GetBitLength() >= 2048 && !number.IsEven && !RocaFingerprint.Matches(number)
            && (exponent[^1] & 1) == 1 && exponent is not [1];
    }

    /// <summary>A key with an <c>alg</c> is used with that algorithm only (RFC 7517 section 4.4).</summary>
    private static string[] Narrow(JsonElement member, string[] algorithms) =>
        Text(member, "alg") is { } only ? [.. algorithms.Where(algorithm => algorithm == only)] : algorithms;

    private static bool HoldsSecret(JsonElement member) => PrivateMembers.Any(name => member.TryGetProperty(name, out _));

    private static bool IsForSignatures(JsonElement member) =>
        Text(member, "use") is null or "sig"
        && (!member.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("verify"))));

    private static bool IsTextOrAbsent(JsonElement member, string name) =>
        !member.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.String or JsonValueKind.Null;

    private static string? Text(JsonElement member, string name) =>
        member.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A number without the leading zeros that RFC 7518 section 6.3.1.1 forbids and some providers write: it is the same number.</summary>
    private static byte[]? Number(JsonElement member, string name) => Bytes(member, name)?.AsSpan().TrimStart((byte)0).ToArray();

    /// <summary>Base64url, or standard Base64 as some providers write it: no text means different bytes in the two.</summary>
    private static byte[]? Bytes(JsonElement member, string name) =>
        Text(member, name) is { Length: > 0 } text ? Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_')) : null;
}
