namespace TokenExchange.Secrets;

/// <summary>The vault and its cache. Section <c>TokenExchange:KeyVault</c>.</summary>
internal sealed record KeyVaultOptions
{
    /// <summary>Address of the Azure Key Vault, for example <c>https://contoso.vault.azure.net/</c>.</summary>
    public required Uri Uri { get; init; }

    /// <summary>How long a secret is used before it is read again.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a secret is used while the vault is unavailable.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Client id of the user-assigned managed identity that reads the vault. None: the system-assigned identity.</summary>
    /// <remarks>
    /// With <c>managed-identity</c>, this identity also authenticates the application. Not used in <c>Development</c>, where the developer's own sign-in is used.
    /// </remarks>
    public string? ManagedIdentityClientId { get; init; }
}
