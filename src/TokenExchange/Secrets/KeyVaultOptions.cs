namespace TokenExchange.Secrets;

/// <summary>Where the secrets are. Section <c>TokenExchange:KeyVault</c>.</summary>
public sealed record KeyVaultOptions
{
    /// <summary>Address of the Azure Key Vault, for example <c>https://contoso.vault.azure.net/</c>. Required.</summary>
    public required Uri Uri { get; init; }

    /// <summary>How long a secret is used before it is read again. Default 5 minutes; 10 seconds to 1 hour.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a secret is used while the vault cannot be read. Default 24 hours; from RefreshInterval to 7 days.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Client id of the user-assigned managed identity that reads the vault. Empty: the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; init; }
}
