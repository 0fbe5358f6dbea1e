namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>The command that ends all sessions (docs/operations/incident.md, "Three switches").</summary>
internal static class EndAllSessions
{
    public const string Command = "az functionapp config appsettings set --ids \"$APP\" --settings TokenExchange__Sessions__NotBefore=$(date -u +%Y-%m-%dT%H:%M:%SZ) --output none";
}
