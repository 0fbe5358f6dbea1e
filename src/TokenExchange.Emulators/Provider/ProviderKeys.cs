using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.Emulators.Provider;

/// <summary>How the keys are rotated.</summary>
/// <param name="WithdrawOld">Whether the old keys are removed from the key set.</param>
/// <param name="SameKid">Whether the new key has the kid of the old one.</param>
/// <param name="Publish">Whether the new key is in the key set at all.</param>
internal sealed record Rotation(bool WithdrawOld = false, bool SameKid = false, bool Publish = true);

/// <summary>Changes to the next ID token or logout token.</summary>
/// <param name="Claims">Claims to set.</param>
/// <param name="Header">Header members to set.</param>
/// <param name="Omit">Claims to leave out.</param>
/// <param name="Alg">Algorithm to sign with; <c>none</c> leaves the signature out, <c>HS256</c> uses the client secret.</param>
internal sealed record TokenTwist(
    Dictionary<string, JsonElement>? Claims = null, Dictionary<string, JsonElement>? Header = null, IReadOnlyList<string>? Omit = null, string? Alg = null);

/// <summary>The provider's signing keys, and the tokens signed with them.</summary>
internal sealed class ProviderKeys : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<SigningKeyPair> _published = [];
    private readonly List<SigningKeyPair> _all = [];
    private readonly Func<RSA> _newRsaKey;
    private SigningKeyPair _current;
    private int _generation = 1;

    /// <param name="newRsaKey">Where RSA keys come from; null: generated.</param>
    public ProviderKeys(Func<RSA>? newRsaKey = null)
    {
        _newRsaKey = newRsaKey ?? (() => RSA.Create(2048));
        _current = new SigningKeyPair("dev-1", _newRsaKey());
        _all.Add(_current);
        _published.Add(_current);
    }

    public string CurrentKid => _current.Kid;

    /// <summary>The issuer that each published key names, as in Entra ID's key set for all tenants; null: none.</summary>
    public string? Issuer { get; set; }

    public string Rotate(Rotation rotation)
    {
        lock (_gate)
        {
            var next = new SigningKeyPair(rotation.SameKid ? _current.Kid : $"dev-{++_generation}", _newRsaKey());
            _all.Add(next);
            if (rotation.WithdrawOld)
            {
                _published.Clear();
            }

            if (rotation.Publish)
            {
                _published.Add(next);
            }

            _current = next;
            return next.Kid;
        }
    }

    /// <summary>The key set as it is published (RFC 7517 section 5).</summary>
    public object KeySet()
    {
        lock (_gate)
        {
            return new { keys = _published.SelectMany(pair => pair.PublicKeys()).Select(WithIssuer).ToList() };
        }
    }

    /// <summary>A compact JWS of these claims, with the changes.</summary>
    public string Sign(JsonObject claims, TokenTwist twist, string sharedSecret, string type = "JWT")
    {
        lock (_gate)
        {
            var algorithm = twist.Alg ?? "RS256";
            var header = new JsonObject { ["alg"] = algorithm, ["typ"] = type, ["kid"] = _current.KidFor(algorithm) };
            Set(header, twist.Header);
            Set(claims, twist.Claims);
            foreach (var name in twist.Omit ?? [])
            {
                claims.Remove(name);
            }

            var input = $"{Encode(header)}.{Encode(claims)}";
            return $"{input}.{Base64Url.EncodeToString(_current.Sign(algorithm, input, sharedSecret) ?? [])}";
        }
    }

    public void Dispose() => _all.ForEach(pair => pair.Dispose());

    private static void Set(JsonObject target, Dictionary<string, JsonElement>? members)
    {
        foreach (var (name, value) in members ?? [])
        {
            target[name] = JsonNode.Parse(value.GetRawText());
        }
    }

    private Dictionary<string, string> WithIssuer(Dictionary<string, string> key)
    {
        if (Issuer is { } issuer)
        {
            key["issuer"] = issuer;
        }

        return key;
    }

    private static string Encode(JsonObject members) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members));
}
