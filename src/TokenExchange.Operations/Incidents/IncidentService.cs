using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Operations.Doctor.Sources;
using TokenExchange.Operations.Rotations;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Policy;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Incidents;

/// <summary>Prepares an incident: reads the configuration and the plan, and refuses what cannot be run.</summary>
internal sealed class IncidentService(Surroundings surroundings, Func<RotationAccess> access)
{
    public async Task<int> RunAsync(IncidentArguments arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (ConfigurationSource.TryRead(arguments.Configuration, surroundings, out var problem) is not { } configuration)
        {
            return await RefuseAsync(problem, errors);
        }

        if (ConfigurationCheck.Examine(configuration, arguments.IsDevelopment).FirstOrDefault(finding => finding.Verdict == Verdict.Failed) is { } wrong)
        {
            return await RefuseAsync($"{wrong.Found} {wrong.Todo}", errors);
        }

        if (RotateCommand.ReadPlan(arguments.PlanFile, arguments.IsDevelopment, surroundings, out problem) is not { } plan)
        {
            return await RefuseAsync(problem, errors);
        }

        using var service = Rehearsal.Build(configuration, arguments.IsDevelopment, surroundings);
        var scene = new IncidentScene(service.Services, arguments with { Plan = plan }, surroundings, access, output);
        return Refusal(scene) is { } refusal
            ? await RefuseAsync(refusal, errors)
            : await new IncidentRun(scene, output, errors).RunAsync(cancellationToken);
    }

    /// <summary>Why the configuration does not have what the incident is about; null when it has.</summary>
    private static string? Refusal(IncidentScene scene) => scene.Arguments.Incident.About switch
    {
        IncidentSubject.ClientCredential when scene.Secret.Length == 0 => "The configuration has no client secret and no private key: Provider:Credential:Kind is managed-identity.",
        IncidentSubject.Secret when Others(scene) is var others && !others.Contains(scene.Secret) =>
            $"The configuration does not use this secret for a route. There are: {string.Join(", ", others)}.",
        IncidentSubject.Session when scene.Arguments.Sessions is { Issuer: null, Pseudonym: null } && IssuerTemplate.IsTemplate(scene.Get<ProviderOptions>().Issuer) =>
            "Provider:Issuer is a template: name the issuer of the user's tenant with --issuer.",
        IncidentSubject.Session when scene.Arguments.Sessions is { Issuer: { } issuer } && !IssuerTemplate.Accepts(scene.Get<ProviderOptions>(), issuer) =>
            "--issuer is not an issuer whose users may sign in.",
        _ => null,
    };

    /// <summary>The secrets of routes.</summary>
    private static List<string> Others(IncidentScene scene) =>
    [
        .. SecretInUse.All(scene.Get<ProviderOptions>(), scene.Get<SessionsOptions>(), scene.Get<ProxyOptions>())
            .Select(secret => secret.Name)
            .Where(name => name != scene.Get<SessionsOptions>().KeySecretName && name != scene.Get<ProviderOptions>().Credential.VaultName),
    ];

    private static async Task<int> RefuseAsync(string problem, TextWriter errors)
    {
        await errors.WriteLineAsync(problem);
        return Report.CouldNotRun;
    }
}
