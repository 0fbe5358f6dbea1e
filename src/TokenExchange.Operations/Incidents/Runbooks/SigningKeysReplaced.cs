using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>The provider replaced its signing keys in an emergency: somebody may have the private key of an earlier one.</summary>
internal static class SigningKeysReplaced
{
    public static Incident Runbook { get; } = new(
        "signing-keys-replaced",
        "The provider has replaced its signing keys because one has leaked.",
        Severity: 2,
        Decides: "the incident lead",
        Tell: "nothing, unless all sessions are ended.",
        IncidentSubject.Deployment,
        [
            new("Read the provider's keys", "the provider publishes the number of keys that it has announced", "ask the provider whether the leaked key is withdrawn")
            {
                Act = ReadSigningKeys.ActAsync,
            },
            new("Restart all instances: without it the withdrawn key verifies tokens for up to 12 hours (SigningKeys:RefreshInterval, or the provider's Cache-Control if it is shorter)",
                "sign-ins succeed; nobody is signed out",
                "the log has no 1910 after the restart")
            {
                Commands = ["az functionapp restart --ids \"$APP\""],
                Role = "\"Website Contributor\" on the function app",
            },
            ReadReadiness.Step,
            new("Decide: end all sessions, if sessions may have been ended or begun by forged tokens",
                "every earlier session gets 401 session_revoked",
                "the audit log has 1904 with provider_session or provider_user without a logout at the provider")
            {
                Commands = [EndAllSessions.Command],
                Role = "\"Website Contributor\" on the function app",
            },
        ]);
}
