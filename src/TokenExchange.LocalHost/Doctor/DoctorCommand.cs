using TokenExchange.LocalHost.Doctor.After;
using TokenExchange.LocalHost.Doctor.Before;

namespace TokenExchange.LocalHost.Doctor;

/// <summary><c>doctor</c>: says before a deployment whether its configuration will work, and after one whether the front lets it work.</summary>
internal static class DoctorCommand
{
    /// <summary>Exit code: 0 nothing failed, 1 something failed, 2 could not run.</summary>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Surroundings.Machine, Console.Out, Console.Error);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings surroundings, TextWriter output, TextWriter errors)
    {
        if (!DoctorArguments.TryParse(args, out var arguments))
        {
            return await Report.RefuseAsync(DoctorArguments.Usage, args.Contains("--json"), output, errors);
        }

        var findings = new List<Finding>();
        if (arguments.Configuration is { } source)
        {
            if (Read(source, surroundings, out var problem) is not { } configuration)
            {
                return await Report.RefuseAsync(problem, arguments.IsJson, output, errors);
            }

            findings.AddRange(await BeforeDeployment.RunAsync(configuration, arguments.IsDevelopment, surroundings));
        }

        if (arguments.Url is { } url)
        {
            findings.AddRange(await AfterDeployment.RunAsync(url, surroundings));
        }

        return await Report.WriteAsync(findings, arguments.IsJson, output);
    }

    private static IConfiguration? Read(string source, Surroundings surroundings, out string problem)
    {
        problem = "";
        try
        {
            return ConfigurationSource.Read(source, surroundings);
        }
        catch (FormatException wrong)
        {
            problem = wrong.Message;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            problem = $"The file cannot be read ({cause.GetType().Name}).";
        }

        return null;
    }
}
