namespace TokenExchange.Emulators.Vault;

/// <summary>One version of a secret, as Azure Key Vault keeps it.</summary>
internal sealed record VaultEntry(string Name, string Version, string Value, bool Enabled, long Created, long? NotBefore, long? Expires)
{
    /// <summary>The wire form of the secret bundle; without the value in listings.</summary>
    public Dictionary<string, object?> Bundle(string baseAddress, bool withValue)
    {
        var attributes = new Dictionary<string, object?>
        {
            ["enabled"] = Enabled,
            ["created"] = Created,
            ["updated"] = Created,
            ["recoveryLevel"] = "Recoverable+Purgeable",
            ["recoverableDays"] = 90,
        };
        if (NotBefore is not null)
        {
            attributes["nbf"] = NotBefore;
        }

        if (Expires is not null)
        {
            attributes["exp"] = Expires;
        }

        var bundle = new Dictionary<string, object?> { ["id"] = $"{baseAddress}/secrets/{Name}/{Version}", ["attributes"] = attributes };
        if (withValue)
        {
            bundle["value"] = Value;
        }

        return bundle;
    }
}
