using TokenExchange.Gate;
using TokenExchange.Operations.Doctor;
using TokenExchange.Provider;
using TokenExchange.Rotations;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Incidents;

/// <summary>What the steps of an incident work on: the service built from the configuration but not started, and what the command line names.</summary>
internal sealed class IncidentScene(IServiceProvider services, IncidentArguments arguments, Surroundings surroundings, Func<RotationAccess> access, TextWriter output)
{
    public IncidentArguments Arguments => arguments;

    public Surroundings Surroundings => surroundings;

    /// <summary>Whether nothing may be changed.</summary>
    public bool IsDry => arguments.IsDry;

    /// <summary>The name of the secret that the incident is about; empty when it is about none.</summary>
    public string Secret => arguments.Incident.About switch
    {
        IncidentSubject.SessionKey => Get<SessionsOptions>().KeySecretName,
        IncidentSubject.ClientCredential => Get<ProviderOptions>().Credential.VaultName,
        IncidentSubject.Secret => arguments.Secret ?? "",
        _ => "",
    };

    public DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    /// <summary>The address of the deployment that users have.</summary>
    public Uri PublicOrigin => new(Get<GateOptions>().PublicOrigin.Value);

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>An object of the service, with these arguments.</summary>
    public T Create<T>(params object[] parameters) => ActivatorUtilities.CreateInstance<T>(services, parameters);

    /// <summary>The rotations that are known.</summary>
    /// <exception cref="RotationException">The plan does not fit the configuration.</exception>
    public IReadOnlyList<SecretRotation> Rotations() => Rotators.Create(services, arguments.Plan, access());

    /// <summary>Writes a line about the step.</summary>
    public Task SayAsync(string line) => output.WriteLineAsync("   " + line);
}
