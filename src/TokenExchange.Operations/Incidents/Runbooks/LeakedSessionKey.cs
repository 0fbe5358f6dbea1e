using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>Somebody may have the session key: with it, sessions of any user can be made, and captured cookies decrypted.</summary>
internal static class LeakedSessionKey
{
    public static Incident Runbook { get; } = new(
        "leaked-session-key",
        "The session key has leaked.",
        Severity: 1,
        Decides: "the incident lead",
        Tell: "everybody has to sign in again; nothing else was changed.",
        IncidentSubject.SessionKey,
        [
            new("Replace {secret}, and disable its older versions", "one enabled version is left", "inventory shows it with the cause \"leaked\"")
            {
                Role = "\"Key Vault Secrets Officer\" on the secret",
                Act = ReplaceLeaked.ActAsync,
            },
            new("Restart all instances, so that none uses the old key for up to 5 minutes more",
                "every session of the old key gets 401 not_authenticated; users sign in again",
                "the log has 1906 (key_withdrawn) for {secret}")
            {
                Commands = ["az functionapp restart --ids \"$APP\""],
                Role = "\"Website Contributor\" on the function app",
            },
            ReadReadiness.Step,
            new("Decide: if cookies may have been captured too, revoke the users' sessions at the provider",
                "the provider rejects their refresh tokens",
                "the audit log has 1904 with grant_ended for sessions that are refreshed afterwards"),
            new("Find who read the key", "each reader is known", "the vault's audit log: AZKVAuditLogs | where OperationName == \"SecretGet\""),
        ]);
}
