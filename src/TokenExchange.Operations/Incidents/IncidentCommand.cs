using System.CommandLine;
using System.CommandLine.Parsing;
using TokenExchange.Operations.Doctor;
using TokenExchange.Rotations;

namespace TokenExchange.Operations.Incidents;

/// <summary><c>incident</c>: runbooks as commands, one for each kind of incident.</summary>
internal static class IncidentCommand
{
    /// <summary>Exit code: 0 nothing is left for the command, 1 a step failed, 2 the command could not run, 3 a person or a waiting time comes next.</summary>
    public static Command Create(Surroundings surroundings, Func<RotationAccess> access)
    {
        var incident = new Command("incident", "Carries out the runbook of an incident step by step, and stops where a person has to decide.");
        foreach (var runbook in Incident.All)
        {
            incident.Add(Create(runbook, new IncidentService(surroundings, access)));
        }

        return incident;
    }

    private static Command Create(Incident runbook, IncidentService service)
    {
        var configuration = ConfigurationOption.Create();
        configuration.Required = true;
        var dry = ConfigurationOption.Switch("--dry-run", "show all steps and what they would do, and change nothing");
        var development = ConfigurationOption.Switch("--development", "allow http on loopback, as in the local host");
        var from = From(runbook.Steps.Count);
        var plan = new Option<string>("--plan") { HelpName = "file", Description = "how the secret is rotated (docs/operations/rotate.md)" };
        var secret = new Argument<string>("secret") { Description = "the name of the secret in the vault" };
        var sessions = new SessionOptions();
        var command = new Command(runbook.Name, runbook.Title) { configuration, from, dry, development };
        if (runbook.About == IncidentSubject.Secret)
        {
            command.Add(secret);
        }

        if (runbook.About is IncidentSubject.Secret or IncidentSubject.ClientCredential)
        {
            command.Add(plan);
        }

        if (runbook.About == IncidentSubject.Session)
        {
            sessions.AddTo(command);
        }

        command.SetAction((parsed, cancellationToken) => service.RunAsync(
            new IncidentArguments(runbook, parsed.GetValue(configuration)!)
            {
                IsDry = parsed.GetValue(dry),
                IsDevelopment = parsed.GetValue(development),
                From = parsed.GetValue(from),
                PlanFile = command.Options.Contains(plan) ? parsed.GetValue(plan) : null,
                Secret = runbook.About == IncidentSubject.Secret ? parsed.GetValue(secret) : null,
                Sessions = runbook.About == IncidentSubject.Session ? sessions.Read(parsed) : null,
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    private static Option<int> From(int steps) => new("--from")
    {
        HelpName = "step",
        Description = $"the number of the step to begin with, 1 to {steps}: to continue after a step of yours or after an interruption",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => Read(argument, steps),
    };

    private static int Read(ArgumentResult argument, int steps)
    {
        if (argument.Tokens is [var token] && int.TryParse(token.Value, out var number) && number >= 1 && number <= steps)
        {
            return number;
        }

        argument.AddError($"--from is not the number of a step: 1 to {steps}.");
        return 1;
    }
}
