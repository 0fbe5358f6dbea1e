using TokenExchange.Operations.Incidents.Steps;

namespace TokenExchange.Operations.Incidents.Runbooks;

/// <summary>The region of the deployment does not respond.</summary>
internal static class RegionLost
{
    public static Incident Runbook { get; } = new(
        "region-lost",
        "The region of the deployment is unavailable.",
        Severity: 1,
        Decides: "the incident lead, with the owner of the application",
        Tell: "sign-in is not possible at the moment; after a move everybody signs in again.",
        IncidentSubject.Deployment,
        [
            new("Decide: wait for the region, or deploy in another one. A deployment takes an hour by estimate, and ends all sessions",
                "Azure's status names region and services",
                "docs/operations/recovery.md, \"What can be lost\""),
            new("Deploy in another region, in an environment of its own, and give --config of that environment from here on",
                "azd shows the addresses of the new deployment",
                "docs/deployment.md")
            {
                Commands =
                [
                    "azd env new <name> && azd env set AZURE_LOCATION <region>",
                    "azd up",
                    "dotnet run --project src/TokenExchange.Operations -- hooks postprovision --set-secret <name>",
                ],
                Role = "\"Owner\" of the subscription, or \"Contributor\" with \"User Access Administrator\"",
            },
            new("Check the secrets of the new vault", "each secret in use has a usable version", "inventory, with the new configuration")
            {
                Role = "\"Key Vault Reader\" on the vault",
                Act = RecoverSecrets.ActAsync,
            },
            new("Register the redirect URI if the address changes, and point the users' host name to the new deployment",
                "the users' address reaches the new deployment",
                "doctor --url <address>"),
            ReadReadiness.Step,
            new("Before the old region is used again: stop the old app, so that only one deployment serves the address",
                "calls of the old app get 403",
                "az functionapp show --ids \"$APP\" --query state")
            {
                Commands = ["az functionapp stop --ids \"$APP\""],
                Role = "\"Website Contributor\" on the function app",
            },
        ]);
}
