using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>Somebody may have the client secret or the client's private key.</summary>
internal static class LeakedClientSecret
{
    public static Incident Runbook { get; } = new(
        "leaked-client-secret",
        "The client secret or the client's private key has leaked.",
        Severity: 2,
        Decides: "the owner of the application at the provider",
        Tell: "nothing, unless step 5 ends sessions.",
        IncidentSubject.ClientCredential,
        [
            new("Replace {secret}", "a new version is in use; with --plan the old value has ended", "inventory shows the new version")
            {
                Role = "\"Key Vault Secrets Officer\" on the secret, or \"Key Vault Crypto Officer\" on a key that stays in the vault, and for Entra ID the ownership of the application",
                Act = ReplaceLeaked.ActAsync,
            },
            new("Verify the new version at the provider", "the provider accepts it", "a sign-in succeeds")
            {
                Role = "\"Key Vault Secrets User\" on the secret, or \"Key Vault Crypto Officer\" on a key that stays in the vault",
                Act = VerifyCredential.ActAsync,
            },
            EndOldVersions.Step,
            ReadReadiness.Step,
            new("Decide: if refresh tokens or authorization codes may have leaked too, revoke the users' sessions at the provider",
                "the provider rejects their refresh tokens",
                "the provider's sign-in log shows no use of the application that is not yours"),
        ]);
}
