using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>
/// Versions of a key of the vault, by two calls of its REST interface (ADR 0074). No <c>nbf</c> is written: the vault would refuse to sign the verification
/// before it, and refuse signatures where its clock is behind. The tag <see cref="VaultKeys.StepTag"/> says that a version is not in use yet.
/// </summary>
internal sealed class KeyStore(VaultKeys keys) : IVersionStore
{
    private static readonly string[] Operations = ["sign", "verify"];

    /// <param name="name">The name, with <see cref="VaultKeys.Prefix"/>.</param>
    /// <param name="value">The public half of the version before: the new one is of the same kind, also in an HSM.</param>
    /// <param name="properties">Dates and tags.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task StoreAsync(string name, SecretValue value, SecretProperties properties, CancellationToken cancellationToken)
    {
        var pattern = JsonElement.Parse(value.Reveal());
        var body = new Dictionary<string, object>
        {
            ["kty"] = Text(pattern, "kty")!,
            ["key_ops"] = Operations,
            ["attributes"] = Attributes(properties),
            ["tags"] = properties.Tags,
        };
        if (Text(pattern, "crv") is { } curve)
        {
            body["crv"] = curve;
        }
        else
        {
            body["key_size"] = 8 * Base64Url.DecodeFromChars(Text(pattern, "n")).Length;
        }

        return SendAsync(RequestMethod.Post, $"{name}/create", body, cancellationToken);
    }

    public Task UpdateAsync(SecretProperties properties, CancellationToken cancellationToken) => SendAsync(
        RequestMethod.Patch,
        $"{VaultKeys.Prefix}{properties.Name}/{properties.Version}",
        new Dictionary<string, object> { ["attributes"] = Attributes(properties), ["tags"] = properties.Tags },
        cancellationToken);

    /// <summary>The version that a public half belongs to, by its <c>kid</c>, which is its address.</summary>
    public static string VersionOf(SecretValue publicHalf) => new Uri(Text(JsonElement.Parse(publicHalf.Reveal()), "kid")!).Segments[^1];

    private async Task SendAsync(RequestMethod method, string path, Dictionary<string, object> body, CancellationToken cancellationToken) =>
        await keys.SendAsync(method, keys.Address(path), JsonSerializer.SerializeToUtf8Bytes(body), VaultKeysJson.Default.KeyBundle, cancellationToken);

    private static Dictionary<string, object> Attributes(SecretProperties properties)
    {
        var attributes = new Dictionary<string, object>();
        if (properties.Enabled is { } enabled)
        {
            attributes["enabled"] = enabled;
        }

        if (properties.ExpiresOn is { } expires)
        {
            attributes["exp"] = expires.ToUnixTimeSeconds();
        }

        return attributes;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;
}
