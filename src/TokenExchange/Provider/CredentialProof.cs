using System.Net.Http.Headers;
using System.Text;

namespace TokenExchange.Provider;

/// <summary>One proof of being the client, for one try: a header or form fields, and the version of the secret it was made from.</summary>
internal sealed record CredentialProof
{
    /// <summary>Which version of the secret; compared to tell a rotation from a plain refusal.</summary>
    public required string Version { get; init; }

    /// <summary>Value of <c>Authorization</c>, when the proof travels there.</summary>
    public AuthenticationHeaderValue? Header { get; init; }

    /// <summary>Form fields, when the proof travels in the body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary><c>client_secret_basic</c>: id and secret are form-urlencoded before Base64 (RFC 6749 section 2.3.1), which many clients forget.</summary>
    public static CredentialProof Basic(string version, string clientId, string secret) => new()
    {
        Version = version,
        Header = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FormEncode(clientId)}:{FormEncode(secret)}"))),
    };

    /// <summary><c>client_secret_post</c>.</summary>
    public static CredentialProof Post(string version, string clientId, string secret) => new()
    {
        Version = version,
        Fields = [new("client_id", clientId), new("client_secret", secret)],
    };

    /// <summary>A signed assertion (RFC 7523 section 2.2).</summary>
    public static CredentialProof Assertion(string version, string clientId, string assertion) => new()
    {
        Version = version,
        Fields =
        [
            new("client_id", clientId),
            new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            new("client_assertion", assertion),
        ],
    };

    public override string ToString() => $"{nameof(CredentialProof)} {{ *** }}";

    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
