using TokenExchange.Failures;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Operations.Incidents;

/// <summary>Carries out the steps of an incident, and writes each with what the operator sees and how to check it.</summary>
internal sealed class IncidentRun(IncidentScene scene, TextWriter output, TextWriter errors)
{
    /// <summary>A person has to act or decide, or a waiting time has to pass, before the next step.</summary>
    public const int NotFinished = 3;

    private readonly IncidentArguments _arguments = scene.Arguments;

    /// <summary>Exit code: 0 nothing is left for this command, 1 a step failed, 3 a person or a waiting time comes next.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var incident = _arguments.Incident;
        await output.WriteLineAsync($"{incident.Title} Severity {incident.Severity}. Decides: {incident.Decides}. docs/operations/incident.md#{incident.Name}");
        await output.WriteLineAsync($"Tell users: {incident.Tell}");
        var code = 0;
        var waiting = new List<int>();
        foreach (var (number, step) in incident.Steps.Select((step, index) => (index + 1, step)).Skip(_arguments.From - 1))
        {
            if (!step.IsOfPerson && waiting.Count > 0 && !scene.IsDry)
            {
                return await StopAsync($"Do step {string.Join(" and ", waiting)}, then run the same command with --from {number}.");
            }

            await WriteAsync(number, step);
            if (step.IsOfPerson)
            {
                waiting.Add(number);
                continue;
            }

            var result = await ActAsync(step, cancellationToken);
            await scene.SayAsync($"{Word(result.End)} {result.Text}");
            if (scene.IsDry)
            {
                code = result.End == StepEnd.Failed ? 1 : code;
            }
            else if (result.End != StepEnd.Done)
            {
                return await EndAsync(result.End, number);
            }
        }

        await output.WriteLineAsync(scene.IsDry ? "Nothing was changed."
            : waiting.Count > 0 ? $"Nothing is left for this command. Yours: step {string.Join(" and ", waiting)}."
            : "Nothing is left for this command.");
        return code;
    }

    private async Task WriteAsync(int number, IncidentStep step)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{number}. {Filled(step.Title)} ({(step.IsOfPerson ? "you" : "this command")})");
        foreach (var command in step.Commands)
        {
            await scene.SayAsync($"Run:   {Filled(command)}");
        }

        await scene.SayAsync($"See:   {Filled(step.See)}");
        await scene.SayAsync($"Check: {Filled(step.Verify)}");
    }

    private async Task<StepResult> ActAsync(IncidentStep step, CancellationToken cancellationToken)
    {
        try
        {
            return await step.Act!(scene, cancellationToken);
        }
        catch (Exception cause) when (Explain(cause) is { } reason && !cancellationToken.IsCancellationRequested)
        {
            return StepResult.Failed(step.Role is null ? reason : $"{reason} This step needs {step.Role}.");
        }
    }

    /// <summary>Why a step failed, in fixed words; null for an exception that is a bug.</summary>
    private static string? Explain(Exception cause) => cause switch
    {
        RotationException known => known.Message,
        OutageException outage => $"{outage.Failure.Title} {outage.Failure.Reason}",
        HttpRequestException or IOException => $"The provider does not respond: {NetworkFault.Describe(cause)}.",
        _ when VaultFault.Of(cause, "The call to the vault") is { } fault => fault.Found,
        _ => null,
    };

    private async Task<int> EndAsync(StepEnd end, int number)
    {
        if (end == StepEnd.Failed)
        {
            await errors.WriteLineAsync($"Step {number} failed; no step after it was begun. Correct the cause, then run the same command with --from {number}.");
            return 1;
        }

        return await StopAsync(end == StepEnd.Waiting ? $"Run the same command with --from {number} then." : $"Then run the same command with --from {number + 1}.");
    }

    private async Task<int> StopAsync(string sentence)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(sentence);
        return NotFinished;
    }

    private string Filled(string text) => text.Replace("{secret}", scene.Secret, StringComparison.Ordinal);

    private string Word(StepEnd end) => end switch
    {
        StepEnd.Done => scene.IsDry ? "Dry run:" : "Done:",
        StepEnd.Waiting => "Waiting:",
        StepEnd.Person => "Yours:",
        _ => "Failed:",
    };
}
