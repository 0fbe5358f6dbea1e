using Microsoft.IdentityModel.Tokens;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>The client's own signing keys: every usable version of the vault secret or key, so that a new key is known at the provider before it signs alone.</summary>
internal sealed class ClientKeys
{
    private readonly DerivedKeys<ClientKey> _keys;
    private readonly VaultSecrets _secrets;
    private readonly TimeProvider _clock;

    /// <param name="secretName">The vault's name of the secret.</param>
    /// <param name="algorithm">The algorithm that the keys must sign with, or <c>auto</c>. A version with a key of another kind is unusable.</param>
    /// <param name="secrets">The vault.</param>
    /// <param name="clock">The time.</param>
    public ClientKeys(string secretName, string algorithm, VaultSecrets secrets, TimeProvider clock)
        : this(secretName, "Provider:Credential:SecretName", ClientKeyReader.Read, algorithm, secrets, clock)
    {
    }

    /// <param name="name">The vault's name of the secret or key.</param>
    /// <param name="setting">The setting that names it.</param>
    /// <param name="read">Reads the value of a version.</param>
    /// <param name="algorithm">The same.</param>
    /// <param name="secrets">The vault.</param>
    /// <param name="clock">The time.</param>
    public ClientKeys(string name, string setting, Func<SecretValue, Outcome<ClientKey>> read, string algorithm, VaultSecrets secrets, TimeProvider clock)
    {
        (_secrets, _clock) = (secrets, clock);
        _keys = new(value => Read(value, read, algorithm));
        Secret = secrets.Use(name, ClientCredentialUse.Of(_keys.Fault, setting));
    }

    /// <summary>The secret or key of the vault that holds them.</summary>
    public RotatingSecret Secret { get; }

    /// <summary>The key of a version that <see cref="Secret"/> gave.</summary>
    public ClientKey Of(SecretVersion version) =>
        _keys.Of(version.Value) ?? throw new InvalidOperationException("The version holds no usable key.");

    /// <summary>
    /// The usable keys, newest first, with those whose <c>nbf</c> is still to come: the provider knows them before they sign. Empty when there are none; before
    /// that the vault is read again, because the key may have been stored after the start.
    /// </summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<ClientKey>> GetAsync(CancellationToken cancellationToken)
    {
        var versions = await _secrets.GetAsync(Secret.Name, cancellationToken);
        var keys = Published(versions);
        return keys.Count > 0 ? keys : Published(await _secrets.RenewAsync(versions, cancellationToken));
    }

    private List<ClientKey> Published(SecretVersions versions)
    {
        var now = _clock.GetUtcNow();
        return [.. versions.NewestFirst.Where(version => !version.HasEnded(now) && Secret.CanUse(version)).Select(Of)];
    }

    private static Outcome<ClientKey> Read(SecretValue value, Func<SecretValue, Outcome<ClientKey>> reader, string algorithm)
    {
        var read = reader(value);
        if (!read.Succeeded)
        {
            return read;
        }

        var fault = (algorithm, read.Value.IsEc) switch
        {
            (SecurityAlgorithms.EcdsaSha256, false) => $"is an RSA key, but {algorithm} needs a key on P-256",
            (SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSsaPssSha256, true) => $"is a key on P-256, but {algorithm} needs an RSA key",
            _ => null,
        };
        return fault is null ? read : Catalogue.Misconfigured.WithReason(fault);
    }
}
