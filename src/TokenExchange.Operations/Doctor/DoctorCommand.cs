using System.CommandLine;
using System.CommandLine.Parsing;
using TokenExchange.Operations.Doctor.After;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Operations.Doctor.Sources;
using TokenExchange.Rotations.Policy;

namespace TokenExchange.Operations.Doctor;

/// <summary><c>doctor</c>: checks a configuration before a deployment, and the front after a deployment.</summary>
internal static class DoctorCommand
{
    /// <summary>Exit code: 0 no check failed, 1 a check failed, 2 the doctor could not run.</summary>
    public static Command Create(Surroundings surroundings)
    {
        var configuration = ConfigurationOption.Create();
        configuration.Description = "before a deployment: " + configuration.Description;
        var url = new Option<Uri>("--url")
        {
            HelpName = "origin",
            Description = "after a deployment: its public origin as browsers see it, for example https://app.example.com",
            CustomParser = Origin,
        };
        var development = ConfigurationOption.Switch("--development", "allow http on loopback, as in the local host");
        var maximumAge = MaximumAgeOption.Create();
        var json = ConfigurationOption.Switch("--json", "write the findings as one JSON document");
        var doctor = new Command("doctor", "Examines a configuration before a deployment (--config), a deployment through its front (--url), or both.")
        {
            configuration, url, development, maximumAge, json,
        };
        doctor.Validators.Add(arguments =>
        {
            if (arguments.GetResult(configuration) is null && arguments.GetResult(url) is null)
            {
                arguments.AddError("Write --config <file, - or env>, --url <origin>, or both.");
            }
        });
        doctor.SetAction((parsed, _) => RunAsync(
            new(parsed.GetValue(configuration), parsed.GetValue(url), parsed.GetValue(development), parsed.GetValue(maximumAge), parsed.GetValue(json)),
            surroundings,
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return doctor;
    }

    private static Uri? Origin(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" })
        {
            return url;
        }

        argument.AddError("--url is not an origin. Write scheme, host and, where it is not the usual one, port: https://app.example.com.");
        return null;
    }

    private static async Task<int> RunAsync(DoctorArguments arguments, Surroundings surroundings, TextWriter output, TextWriter errors)
    {
        var findings = new List<Finding>();
        if (arguments.Configuration is { } source)
        {
            if (ConfigurationSource.TryRead(source, surroundings, out var problem) is not { } configuration)
            {
                return await Report.RefuseAsync(problem, arguments.IsJson, output, errors);
            }

            if ((arguments.MaximumAge ?? MaximumAge.TryRead(configuration, out problem)) is not { } days)
            {
                return await Report.RefuseAsync(problem, arguments.IsJson, output, errors);
            }

            findings.AddRange(await BeforeDeployment.RunAsync(configuration, arguments.IsDevelopment, days, surroundings));
        }

        if (arguments.Url is { } url)
        {
            findings.AddRange(await AfterDeployment.RunAsync(url, surroundings));
        }

        return await Report.WriteAsync(findings, arguments.IsJson, output);
    }
}
