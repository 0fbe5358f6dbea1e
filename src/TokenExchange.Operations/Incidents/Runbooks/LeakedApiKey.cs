using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>Somebody may have the API key of a route.</summary>
internal static class LeakedApiKey
{
    public static Incident Runbook { get; } = new(
        "leaked-api-key",
        "The API key of a route has leaked.",
        Severity: 2,
        Decides: "the owner of the secret",
        Tell: "nothing, unless the API has to be switched off.",
        IncidentSubject.Secret,
        [
            new("Replace {secret}", "a new version is in use; with --plan the old value has ended", "inventory shows the new version")
            {
                Role = "\"Key Vault Secrets Officer\" on the secret",
                Act = ReplaceLeaked.ActAsync,
            },
            EndOldVersions.Step,
            ReadReadiness.Step,
            new("Call the route in a browser", "the API answers", "no 1600 and no 401 of the API for the route"),
            new("Read at the API's vendor what was called with the old key, and its cost", "each use is known", "the vendor's log and invoice"),
        ]);
}
