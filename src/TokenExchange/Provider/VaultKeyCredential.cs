using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary><c>private-key-jwt</c> with a key that stays in the vault: the vault signs each assertion, one call for each.</summary>
internal sealed class VaultKeyCredential(ClientKeys keys, ClientAssertion assertion, VaultSigner signer) : IClientCredential
{
    private const string Setting = "Provider:Credential:KeyName";

    public static VaultKeyCredential Create(IServiceProvider services, ProviderOptions options)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var name = VaultKeys.Prefix + options.Credential.KeyName;
        var keys = new ClientKeys(name, Setting, VaultKeyReader.Read, options.Credential.Algorithm, services.GetRequiredService<VaultSecrets>(), clock);
        return new VaultKeyCredential(keys, new ClientAssertion(options, clock), services.GetRequiredService<VaultSigner>());
    }

    /// <exception cref="OutageException">The vault is unavailable, or signs with no version.</exception>
    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        var current = await keys.Secret.CurrentAsync(cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        return await SignAsync(provider, current.Value, cancellationToken)
            ?? await OtherAsync(provider, current.Value.Id, cancellationToken)
            ?? throw new OutageException(Catalogue.VaultUnavailable.WithReason($"The vault signs with no version of the key ({Setting})."));
    }

    public async ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        await OtherAsync(provider, refused.Version, cancellationToken);

    public void Accepted(CredentialProof proof) => keys.Secret.Accepted(proof.Version);

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => keys.GetAsync(cancellationToken);

    private async Task<CredentialProof?> OtherAsync(ProviderMetadata provider, string refused, CancellationToken cancellationToken) =>
        await keys.Secret.OtherAsync(refused, cancellationToken) is { } other ? await SignAsync(provider, other, cancellationToken) : null;

    /// <summary>A proof by this version; null when the vault refuses to sign with it.</summary>
    private Task<CredentialProof?> SignAsync(ProviderMetadata provider, SecretVersion version, CancellationToken cancellationToken) =>
        SignAsync(assertion, signer, provider, keys.Of(version), keys.Secret.Name, version.Id, cancellationToken);

    /// <summary>A proof by a version of a key of the vault; null when the vault refuses to sign with it.</summary>
    /// <exception cref="OutageException">The vault is unavailable.</exception>
    internal static async Task<CredentialProof?> SignAsync(
        ClientAssertion assertion, VaultSigner signer, ProviderMetadata provider, ClientKey key, string name, string version, CancellationToken cancellationToken)
    {
        var algorithm = assertion.Algorithm(provider, key);
        var input = assertion.SigningInput(provider, key, algorithm);
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes(input)); // each of our algorithms signs a SHA-256
        return await signer.SignAsync(name, version, algorithm, digest, cancellationToken) is { } signature
            ? assertion.Prove(version, input, signature)
            : null;
    }
}
