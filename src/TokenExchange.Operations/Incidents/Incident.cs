using TokenExchange.Operations.Incidents.Runbooks;

namespace TokenExchange.Operations.Incidents;

/// <summary>A runbook: what is done in an incident and in which order. The incident page is written from it.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">What has happened.</param>
/// <param name="Severity">1: all users are affected or can be impersonated; 2: one credential or part; 3: one user.</param>
/// <param name="Decides">Who decides where the runbook leaves a choice.</param>
/// <param name="Tell">What to tell users.</param>
/// <param name="About">What the command line has to name besides the configuration.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record Incident(
    string Name, string Title, int Severity, string Decides, string Tell, IncidentSubject About, IReadOnlyList<IncidentStep> Steps)
{
    /// <summary>All runbooks, the most severe first.</summary>
    public static IReadOnlyList<Incident> All { get; } =
    [
        LeakedSessionKey.Runbook, VaultDeleted.Runbook, RegionLost.Runbook, LeakedClientSecret.Runbook, LeakedApiKey.Runbook, SigningKeysReplaced.Runbook, StolenSession.Runbook,
    ];
}

/// <summary>What an incident is about.</summary>
internal enum IncidentSubject
{
    /// <summary>The deployment.</summary>
    Deployment,

    /// <summary>The session key, which the configuration names.</summary>
    SessionKey,

    /// <summary>The client's credential, which the configuration names.</summary>
    ClientCredential,

    /// <summary>A secret that the command line names.</summary>
    Secret,

    /// <summary>A user or a session that the command line names.</summary>
    Session,
}
