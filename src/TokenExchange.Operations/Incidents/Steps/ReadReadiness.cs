using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Doctor.After;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>Reads the readiness of the deployment through its front.</summary>
internal static class ReadReadiness
{
    /// <summary>The step, which is the same in every incident.</summary>
    public static IncidentStep Step { get; } = new(
        "Read the readiness of the deployment",
        "the service is ready",
        "readiness is that of one instance: repeat it, or see the alert vault-reads-failed")
    {
        Act = ActAsync,
    };

    private static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        if (scene.IsDry)
        {
            return StepResult.Done("would read /api/health/ready.");
        }

        using var way = scene.Surroundings.Front();
        var findings = await new Round(scene.Surroundings.Clock).RunAsync([new HealthExamination(new Front(scene.PublicOrigin, way))]);
        var worst = findings.OrderBy(finding => finding.Verdict).Last();
        return worst.Verdict switch
        {
            Verdict.Failed => StepResult.Failed($"{worst.Found} {worst.Todo}"),
            Verdict.Warning => StepResult.Person($"{worst.Found} Repeat this step until it is ready without that."),
            _ => StepResult.Done(worst.Found),
        };
    }
}
