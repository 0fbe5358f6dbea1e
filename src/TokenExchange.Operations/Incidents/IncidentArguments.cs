using TokenExchange.Rotations;

namespace TokenExchange.Operations.Incidents;

/// <summary>The command line of an incident.</summary>
internal sealed record IncidentArguments(Incident Incident, string Configuration)
{
    public bool IsDry { get; init; }

    public bool IsDevelopment { get; init; }

    /// <summary>The number of the step to begin with.</summary>
    public int From { get; init; } = 1;

    /// <summary>The file with the plan of rotations.</summary>
    public string? PlanFile { get; init; }

    /// <summary>The plan of rotations.</summary>
    public RotationPlan Plan { get; init; } = RotationPlan.None;

    /// <summary>The name of a secret in the vault.</summary>
    public string? Secret { get; init; }

    /// <summary>Whose sessions end.</summary>
    public SessionsToEnd? Sessions { get; init; }
}

/// <summary>The sessions of a user (<c>sub</c>), of a session at the provider (<c>sid</c>), or one session by its pseudonym. Exactly one is given.</summary>
/// <param name="User">The <c>sub</c>.</param>
/// <param name="ProviderSession">The <c>sid</c>.</param>
/// <param name="Pseudonym">The pseudonym, as the audit log and the session object have it.</param>
/// <param name="Issuer">The issuer of <c>sub</c> or <c>sid</c>; null for the configured one.</param>
internal sealed record SessionsToEnd(string? User, string? ProviderSession, string? Pseudonym, string? Issuer)
{
    public override string ToString() => nameof(SessionsToEnd); // names a user
}
