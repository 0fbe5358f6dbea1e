using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>Somebody may have the cookies of one user, from a device, an extension or a proxy.</summary>
internal static class StolenSession
{
    public static Incident Runbook { get; } = new(
        "stolen-session",
        "The session of one user was stolen.",
        Severity: 3,
        Decides: "the incident lead, with the user's manager or support",
        Tell: "the user: you have been signed out everywhere; sign in again from a device that you trust.",
        IncidentSubject.Session,
        [
            new("End the sessions", "a call with the stolen cookies gets 401 session_revoked, on every instance", "the audit log has call_denied with session_revoked")
            {
                Role = "\"Key Vault Secrets User\" on the session key, and \"Storage Blob Data Contributor\" on the account of the shared state",
                Act = EndSessions.ActAsync,
            },
            new("Decide: revoke the user's sessions at the provider, block the user, or have the password changed. Otherwise whoever can sign in there signs in again",
                "the provider asks for the password",
                "the provider's sign-in log"),
            new("Read what the session was used for",
                "each use is known, or reported to whom it concerns",
                "the events of the session's pseudonym in the audit log; the logs of the APIs, which know the user"),
        ]);
}
