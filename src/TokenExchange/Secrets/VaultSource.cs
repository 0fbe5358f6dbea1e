namespace TokenExchange.Secrets;

/// <summary>
/// Secrets and keys of one vault. The name of a key begins with <see cref="VaultKeys.Prefix"/>, which the name of a secret cannot contain.
/// </summary>
internal sealed class VaultSource(SecretSource secrets, VaultKeys keys) : IVersionSource
{
    public IAsyncEnumerable<VersionAttributes> List(string name, CancellationToken cancellationToken) =>
        Of(name).List(name, cancellationToken);

    public Task<(VersionAttributes Attributes, string? Value)> GetAsync(string name, string? version, CancellationToken cancellationToken) =>
        Of(name).GetAsync(name, version, cancellationToken);

    private IVersionSource Of(string name) => name.StartsWith(VaultKeys.Prefix, StringComparison.Ordinal) ? keys : secrets;
}
