using System.CommandLine;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Operations.Doctor.Sources;
using TokenExchange.Rotations;

namespace TokenExchange.Operations.Rotations;

/// <summary><c>rotate</c>: begins and continues rotations of secrets.</summary>
internal static class RotateCommand
{
    /// <summary>Exit code: 0 as far as it can now, 1 a rotation failed, 2 the command could not run.</summary>
    public static Command Create(Surroundings surroundings, Func<RotationAccess> access)
    {
        var secret = new Argument<string?>("secret") { Description = "the name of the secret in the vault", Arity = ArgumentArity.ZeroOrOne };
        var configuration = ConfigurationOption.Create();
        configuration.Required = true;
        var plan = new Option<string>("--plan") { HelpName = "file", Description = "how secrets other than the session key are rotated (docs/operations/rotate.md)" };
        var due = ConfigurationOption.Switch("--due", "all secrets: continue what has begun, and begin what is due by its policy");
        var leaked = ConfigurationOption.Switch("--leaked", "the value in use has leaked: end it as soon as possible");
        var dry = ConfigurationOption.Switch("--dry-run", "show what would be done next, and change nothing");
        var development = ConfigurationOption.Switch("--development", "allow http on loopback, as in the local host");
        var rotate = new Command("rotate", "Rotates a secret: create, publish, verify by a call, overlap, end. Run it again to continue after a waiting time.")
        {
            secret, configuration, plan, due, leaked, dry, development,
        };
        rotate.Validators.Add(arguments =>
        {
            var (isOne, isDue) = (arguments.GetValue(secret) is not null, arguments.GetValue(due));
            if (isOne == isDue || (isDue && arguments.GetValue(leaked)))
            {
                arguments.AddError("Write the name of one secret, with --leaked if its value has leaked; or --due.");
            }
        });
        rotate.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetValue(secret), parsed.GetValue(configuration)!, parsed.GetValue(plan), parsed.GetValue(development)),
            new RotationRun(new RotationDemand(parsed.GetValue(due), parsed.GetValue(leaked)), parsed.GetValue(dry)),
            new RotationOutput(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error),
            surroundings,
            access,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return rotate;
    }

    private static async Task<int> RunAsync(
        RotateArguments arguments, RotationRun run, RotationOutput output, Surroundings surroundings, Func<RotationAccess> access, TextWriter errors, CancellationToken cancellationToken)
    {
        if (ConfigurationSource.TryRead(arguments.Configuration, surroundings, out var problem) is not { } configuration)
        {
            return await RefuseAsync(problem, errors);
        }

        if (ConfigurationCheck.Examine(configuration, arguments.IsDevelopment).FirstOrDefault(finding => finding.Verdict == Verdict.Failed) is { } wrong)
        {
            return await RefuseAsync($"{wrong.Found} {wrong.Todo}", errors);
        }

        if (ReadPlan(arguments.Plan, arguments.IsDevelopment, surroundings, out problem) is not { } plan)
        {
            return await RefuseAsync(problem, errors);
        }

        using var service = Rehearsal.Build(configuration, arguments.IsDevelopment, surroundings);
        try
        {
            var all = Rotators.Create(service.Services, plan, access());
            var chosen = all.Where(rotation => arguments.Secret is null || rotation.Name == arguments.Secret).ToList();
            return chosen.Count > 0
                ? await output.WriteAsync(run.RunAsync(chosen, cancellationToken))
                : await RefuseAsync($"No rotation is known for this secret. There are: {string.Join(", ", all.Select(rotation => rotation.Name))}.", errors);
        }
        catch (RotationException unfit)
        {
            return await RefuseAsync(unfit.Message, errors);
        }
    }

    /// <summary>The plan of a file, or the plan without one; null with the problem when it cannot be used.</summary>
    public static RotationPlan? ReadPlan(string? path, bool isDevelopment, Surroundings surroundings, out string problem)
    {
        problem = "";
        if (path is null)
        {
            return RotationPlan.None;
        }

        try
        {
            using var file = surroundings.Open(path);
            return RotationPlan.TryRead(file, isDevelopment, out problem);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            problem = $"The plan is not readable ({cause.GetType().Name}).";
            return null;
        }
    }

    private static async Task<int> RefuseAsync(string problem, TextWriter errors)
    {
        await errors.WriteLineAsync(problem);
        return Report.CouldNotRun;
    }

    private sealed record RotateArguments(string? Secret, string Configuration, string? Plan, bool IsDevelopment);
}
