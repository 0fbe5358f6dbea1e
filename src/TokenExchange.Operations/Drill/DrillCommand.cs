using System.CommandLine;
using System.Globalization;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Drill.Against;

namespace TokenExchange.Operations.Drill;

/// <summary><c>drill</c>: rotates every key and secret and interrupts every service, with users on two instances of the gateway.</summary>
internal static class DrillCommand
{
    /// <summary>Exit code: 0 no failure that the contract does not allow, 1 at least one, 2 the drill could not run, 130 stopped.</summary>
    private const int Stopped = 130;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes")
        {
            HelpName = "minutes",
            Description = "how long the load lasts: 0.5 to 180, default 2",
            DefaultValueFactory = _ => 2,
        };
        minutes.Validators.Add(argument => Check(
            argument, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0.5 and <= 180, "--minutes is not a number from 0.5 to 180."));
        var users = new Option<int>("--users") { HelpName = "number", Description = "how many users there are: 1 to 500, default 20", DefaultValueFactory = _ => 20 };
        users.Validators.Add(argument => Check(argument, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 500, "--users is not a number from 1 to 500."));
        var picture = new Option<string>("--picture") { HelpName = "file", Description = "writes the run as a picture (SVG) to this file" };
        var only = new Option<string[]>("--only") { HelpName = "event", Description = "only this event of the table, by its name; may be repeated" };
        only.Validators.Add(argument =>
        {
            if (argument.Tokens.FirstOrDefault(token => DrillEvents.All.All(item => item.Name != token.Value)) is not null)
            {
                argument.AddError($"--only is not an event of the drill. There are: {string.Join("; ", DrillEvents.All.Select(item => item.Name))}.");
            }
        });
        var (against, path, rate) = (AgainstCommand.Address(), AgainstCommand.Path(), AgainstCommand.Rate());
        var drill = new Command(
            "drill",
            "Rotates every key and secret and interrupts every service, while users work on two instances of the gateway. Everything is emulated on this machine.")
        {
            minutes, users, picture, only, against, path, rate,
        };
        drill.Validators.Add(given =>
        {
            var hasAddress = given.GetResult(against) is not null;
            if (hasAddress ? given.GetResult(users) is { Implicit: false } || given.GetResult(only) is not null : given.GetResult(path) is not null || given.GetResult(rate) is { Implicit: false })
            {
                given.AddError(hasAddress ? "--users and --only are not for --against." : "--path and --rate are for --against.");
            }
        });
        drill.SetAction((parsed, cancellationToken) => RunAsync(
            (duration, output, errors) => parsed.GetValue(against) is { } address
                ? AgainstCommand.RunAsync(
                    new Deployment(new Uri(address), parsed.GetValue(path), Environment.GetEnvironmentVariable(AgainstCommand.CookieVariable)), duration, parsed.GetValue(rate), parsed.GetValue(picture), output, errors, cancellationToken)
                : RunAsync(
                    new DrillRun(parsed.GetValue(users), duration, DrillEvents.Choose(parsed.GetValue(only) ?? []), errors), parsed.GetValue(picture), output, cancellationToken),
            TimeSpan.FromMinutes(parsed.GetValue(minutes)),
            parsed.InvocationConfiguration));
        return drill;
    }

    private static void Check(System.CommandLine.Parsing.OptionResult argument, Func<string, bool> isUsable, string problem)
    {
        if (argument.Tokens.Count == 1 && !isUsable(argument.Tokens[0].Value))
        {
            argument.AddError(problem);
        }
    }

    private static async Task<int> RunAsync(DrillRun run, string? picture, TextWriter output, CancellationToken cancellationToken)
    {
        var results = await run.RunAsync(cancellationToken);
        if (picture is not null)
        {
            await File.WriteAllTextAsync(picture, DrillPicture.Draw(results), cancellationToken);
        }

        return await DrillReport.WriteAsync(results, output);
    }

    private static async Task<int> RunAsync(Func<TimeSpan, TextWriter, TextWriter, Task<int>> run, TimeSpan duration, InvocationConfiguration writers)
    {
        var errors = writers.Error;
        try
        {
            return await run(duration, writers.Output, errors);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The picture could not be written: {cause.GetType().Name}.");
            return Report.CouldNotRun;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Stopped before completion.");
            return Stopped;
        }
    }
}
