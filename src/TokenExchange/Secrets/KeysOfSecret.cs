using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Secrets;

/// <summary>Keys for one purpose, one of every enabled version of a secret, newest first (HKDF, RFC 5869).</summary>
internal sealed class KeysOfSecret(VaultSecrets secrets, string secretName, string purpose, TimeProvider clock)
{
    private const int Length = 32;

    /// <summary>The newest first.</summary>
    /// <exception cref="Failures.OutageException">The vault cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<byte[]>> GetAsync(CancellationToken cancellationToken)
    {
        var versions = await secrets.GetAsync(secretName, cancellationToken);
        return [.. versions.Usable(clock.GetUtcNow()).Where(version => SecretText.Fault(version.Value) is null).Select(version => Derive(version.Value))];
    }

    private byte[] Derive(SecretValue value) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(value.Reveal()), Length, info: Encoding.UTF8.GetBytes("token-exchange " + purpose));
}
