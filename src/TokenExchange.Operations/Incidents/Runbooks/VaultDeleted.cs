using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>The vault, or a secret in it, was deleted.</summary>
internal static class VaultDeleted
{
    public static Incident Runbook { get; } = new(
        "vault-deleted",
        "The vault or one of its secrets was deleted.",
        Severity: 1,
        Decides: "the incident lead",
        Tell: "nothing while instances run; otherwise: sign-in is not possible at the moment.",
        IncidentSubject.Deployment,
        [
            new("Keep the instances running: do not restart, deploy or scale to zero. Without the vault they work for 24 hours (KeyVault:MaxStale)",
                "readiness says degraded, and users notice nothing",
                "GET /api/health/ready"),
            new("Recover the vault, if it was deleted; its resource group has to exist", "az shows the vault", "az keyvault show --name \"$VAULT\" --query properties.vaultUri")
            {
                Commands = ["az keyvault recover --name \"$VAULT\""],
                Role = "\"Key Vault Contributor\" on the resource group, and the right to recover deleted vaults of the subscription",
            },
            new("Recover the deleted secrets, and check every secret in use", "each secret in use has a usable version", "inventory")
            {
                Role = "\"Key Vault Secrets Officer\" on the vault, and \"Key Vault Crypto Officer\" for a key that stays in it",
                Act = RecoverSecrets.ActAsync,
            },
            new("Restore role assignments, the audit log and the event subscription", "no 1911 any more", "az role assignment list --scope \"$(azd env get-value AZURE_KEY_VAULT_ID)\"")
            {
                Commands = ["azd provision --no-state", "dotnet run --project src/TokenExchange.Operations -- hooks postdeploy --force"],
                Role = "\"Owner\", or \"Contributor\" with \"User Access Administrator\", on the resource group",
            },
            ReadReadiness.Step,
            new("Find who deleted it", "the caller is known", "the activity log: az monitor activity-log list --resource-group \"$GROUP\" --offset 7d"),
        ]);
}
