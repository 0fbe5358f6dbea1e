namespace TokenExchange.Secrets;

/// <summary>Versions in the vault: of secrets, or of keys.</summary>
internal interface IVersionSource
{
    /// <summary>The attributes of all versions, in any order.</summary>
    IAsyncEnumerable<VersionAttributes> List(string name, CancellationToken cancellationToken);

    /// <summary>A version with its value.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; null: the current one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<(VersionAttributes Attributes, string? Value)> GetAsync(string name, string? version, CancellationToken cancellationToken);
}

/// <summary>The attributes of a version.</summary>
internal sealed record VersionAttributes(
    string Name, string Version, bool? Enabled, DateTimeOffset? CreatedOn, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn);
