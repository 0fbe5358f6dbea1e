using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>The key that OpenIddict signs with.</summary>
internal sealed class OpenIddictKeys : IDisposable
{
    private readonly List<RSA> _made = [];

    public OpenIddictKeys() => Replace();

    public RsaSecurityKey Current => new(_made[^1]);

    /// <summary>Makes another key the current one.</summary>
    public void Replace() => _made.Add(RSA.Create(2048));

    public void Dispose() => _made.ForEach(key => key.Dispose());
}
