using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations.Cloud;
using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Kinds;
using TokenExchange.Rotations.Vault;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Rotations;

/// <summary>The rotation of each secret that the configuration uses and the plan describes.</summary>
internal sealed class Rotators(
    RotationPlan plan, RotationAccess access, IServiceProvider services, SecretClient client, VaultKeys keys,
    ProviderOptions provider, SessionsOptions sessions, ProxyOptions proxy, KeyVaultOptions vault, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The rotations of a service.</summary>
    /// <exception cref="RotationException">The plan does not fit the configuration.</exception>
    public static IReadOnlyList<SecretRotation> Create(IServiceProvider services, RotationPlan plan, RotationAccess access) =>
        ActivatorUtilities.CreateInstance<Rotators>(services, plan, access).Create();

    /// <summary>All rotations; the session key's first, which needs no plan.</summary>
    /// <exception cref="RotationException">The plan does not fit the configuration.</exception>
    private IReadOnlyList<SecretRotation> Create()
    {
        var used = SecretInUse.All(provider, sessions, proxy);
        if (plan.Secrets.Keys.FirstOrDefault(name => name == sessions.KeySecretName || used.All(secret => secret.Name != name)) is { } other)
        {
            throw new RotationException($"The plan names '{other}', which "
                + (other == sessions.KeySecretName ? "is the session key: its rotation needs no plan." : "the configuration does not use."));
        }

        return [Of(sessions.KeySecretName, new SessionKeyRotator(sessions, vault)), .. plan.Secrets.Select(secret => Of(secret.Key, Of(secret.Key, secret.Value)))];
    }

    private SecretRotation Of(string name, ISecretRotator rotator) => new(name, rotator, RotationVault.Of(name, client, keys), clock);

    private ISecretRotator Of(string name, PlannedSecret planned) => planned.Kind switch
    {
        PlannedSecret.Http => new HttpRotator(planned.Recipe!, access.Connection, access.Account, client, vault),
        PlannedSecret.EntraClientSecret when IsCredential(name, "client-secret") => Entra(),
        PlannedSecret.PrivateKeyJwt when IsCredential(name, "private-key-jwt") && VaultVersions.IsKey(name) => new VaultKeyRotator(
            name, planned.PublishAhead ?? Day, Probe(), new ClientAssertion(provider, clock), keys, services.GetRequiredService<VaultSigner>(), vault),
        PlannedSecret.PrivateKeyJwt when IsCredential(name, "private-key-jwt") =>
            new PrivateKeyRotator(planned.PublishAhead ?? Day, Probe(), provider, new ClientAssertion(provider, clock), vault),
        _ => throw new RotationException($"The plan says that '{name}' is {planned.Kind}, and the configuration does not use it so (Provider:Credential)."),
    };

    private EntraSecretRotator Entra()
    {
        var graph = AzureCloud.Of(provider.Authority.OriginalString).Graph;
        return new EntraSecretRotator(new AzureRest(access.Connection, access.Account, graph), graph, Probe(), provider, vault);
    }

    private ProviderProbe Probe() => ActivatorUtilities.CreateInstance<ProviderProbe>(services);

    private bool IsCredential(string name, string kind) => provider.Credential.Kind == kind && provider.Credential.VaultName == name;
}
