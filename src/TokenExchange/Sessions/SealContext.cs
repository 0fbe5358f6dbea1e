using System.Text;
using TokenExchange.Gate;
using TokenExchange.Provider;

namespace TokenExchange.Sessions;

/// <summary>What a sealed value belongs to besides its name: deployments that share a key or a store do not open each other's values.</summary>
internal sealed class SealContext(ProviderOptions provider, GateOptions gate)
{
    /// <summary>Client, issuer and our origin.</summary>
    public string Deployment { get; } = Prefixed(provider.ClientId) + Prefixed(provider.Issuer) + Prefixed(gate.PublicOrigin.Value);

    /// <summary>The associated data of the value with this name.</summary>
    public byte[] Of(string name) => Encoding.UTF8.GetBytes(Prefixed(name) + Deployment);

    /// <summary>With its length before it, so that no two contexts have the same bytes.</summary>
    private static string Prefixed(string part) => $"{part.Length}:{part}";
}
