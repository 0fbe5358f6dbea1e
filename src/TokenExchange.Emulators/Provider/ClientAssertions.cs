using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.Emulators.Provider;

/// <summary>
/// Authenticates the client by a signed assertion (<c>private_key_jwt</c>, RFC 7523 section 3), with the keys that the client publishes. As at many
/// providers, they are read once in a while, and not again for an unknown <c>kid</c>: a key that was not published ahead is rejected.
/// </summary>
internal sealed class ClientAssertions(DevProviderOptions options, TimeProvider clock) : IDisposable
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>How long the client's keys are kept.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromMinutes(10);

    private static readonly JsonWebTokenHandler Handler = new();

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, byte> _used = new(StringComparer.Ordinal);
    private IList<SecurityKey> _keys = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>Reads the client's key set (its <c>jwks_uri</c>); null: the client has none, and no assertion is accepted.</summary>
    public Func<CancellationToken, Task<string>>? KeySet { get; set; }

    /// <summary>Whether the form contains an assertion of the client: with its signature, for this issuer, not expired, and not used before.</summary>
    public async Task<bool> IsClientAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        if (KeySet is null || form["client_assertion_type"] != AssertionType || form["client_id"] != options.ClientId)
        {
            return false;
        }

        var result = await Handler.ValidateTokenAsync(form["client_assertion"], new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = await KeysAsync(KeySet, cancellationToken),
            TryAllIssuerSigningKeys = false,
            ValidIssuer = options.ClientId,
            ValidAudience = options.Issuer,
            LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
        });
        return result.IsValid && IsFirstUse((JsonWebToken)result.SecurityToken);
    }

    public void Dispose() => _reading.Dispose();

    private bool IsFirstUse(JsonWebToken assertion) =>
        assertion.Subject == options.ClientId && assertion.Id.Length > 0 && _used.TryAdd(assertion.Id, 0);

    private async Task<IList<SecurityKey>> KeysAsync(Func<CancellationToken, Task<string>> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (clock.GetUtcNow() - _readAt >= KeyLifetime)
            {
                _keys = new JsonWebKeySet(await read(cancellationToken)).GetSigningKeys();
                _readAt = clock.GetUtcNow();
            }

            return _keys;
        }
        finally
        {
            _reading.Release();
        }
    }
}
