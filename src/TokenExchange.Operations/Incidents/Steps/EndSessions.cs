using System.Globalization;
using Azure.Core;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SharedState;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>
/// Ends sessions of one user or one session on all instances: appends to the log of ended sessions what a back-channel logout would append. The record is
/// sealed with the session key, so that only somebody who may read that key can end sessions.
/// </summary>
internal static class EndSessions
{
    /// <summary>
    /// How much later the moment of the end is than this machine's clock, which may be behind those of the instances. What begins on an instance that has read
    /// the record is later than it in any case (<see cref="EndedSessions.NextMoment"/>).
    /// </summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(30);

    /// <summary>The scope of Blob Storage.</summary>
    private static readonly string[] Storage = ["https://storage.azure.com/.default"];

    public static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        if (!scene.Get<ISharedState>().IsShared)
        {
            return StepResult.Failed("the configuration has no SharedState:BlobContainerUri, which only the app's own settings contain: "
                + "az functionapp config appsettings list --ids \"$APP\" -o json, with --config -. A deployment without it can only end all sessions (Sessions:NotBefore).");
        }

        var moment = (scene.Now + ClockDifference).ToUnixTimeMilliseconds();
        var ends = Issuers(scene.Arguments.Sessions!.Issuer, scene.Get<ProviderOptions>()).Select(issuer => End(scene.Arguments.Sessions, issuer, moment)).ToList();
        var until = scene.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var wait = scene.Get<SharedStateOptions>().PollInterval.TotalSeconds;
        if (scene.IsDry)
        {
            return StepResult.Done($"would record that these sessions have ended, if they began until {until} UTC.");
        }

        try
        {
            // An attempt at the store takes a second at most; signing in may take longer.
            await scene.Get<TokenCredential>().GetTokenAsync(new TokenRequestContext(Storage), cancellationToken);
            await scene.Get<EndedSessionsLog>().AppendAsync(ends, cancellationToken);
        }
        catch (OutageException outage) when (outage.Failure.Title == Catalogue.VaultUnavailable.Title)
        {
            return StepResult.Failed("the session key cannot be read. The account needs \"Key Vault Secrets User\" on it, and network access to the vault.");
        }

        return StepResult.Done($"these sessions have ended, if they began until {until} UTC (the clock of this machine). Every instance knows it within {wait:0} seconds.");
    }

    /// <summary>
    /// The issuer as tokens may spell it: AllowedTenants takes a tenant's id in any case, and a session is found by the issuer of its ID token, character by
    /// character. Entra ID writes the ids of tenants in lower case.
    /// </summary>
    private static IEnumerable<string> Issuers(string? given, ProviderOptions options) => given is null || IssuerTemplate.TenantOf(options, given) is not { } tenant
        ? [given ?? options.Issuer]
        : options.AllowedTenants.Where(allowed => string.Equals(allowed, tenant, StringComparison.OrdinalIgnoreCase))
            .Append(tenant).Append(tenant.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Select(spelling => IssuerTemplate.Of(options.Issuer, spelling));

    /// <summary>As <see cref="SessionEndings.EndByProviderAsync"/> records it, and by a session's pseudonym.</summary>
    private static SessionEnd End(SessionsToEnd sessions, string issuer, long moment) => sessions switch
    {
        { User: { } user } => new SessionEnd(SessionEndKind.User, EndedSessions.Scoped(issuer, user), moment),
        { ProviderSession: { } sid } => new SessionEnd(SessionEndKind.ProviderSession, EndedSessions.Scoped(issuer, sid), moment),
        _ => new SessionEnd(SessionEndKind.Pseudonym, SessionEnd.HashOf(sessions.Pseudonym!), moment),
    };
}
