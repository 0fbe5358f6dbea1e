using System.Diagnostics.CodeAnalysis;

namespace TokenExchange.LocalHost.Doctor;

/// <summary>What was asked for on the command line.</summary>
internal sealed record DoctorArguments
{
    public const string Usage = """
        doctor --config <file or env> [--development] [--json]     before a deployment
        doctor --url https://app.example.com [--json]              after one
          --config       a file like local.settings.json or appsettings.json, or the word env for this process's environment
          --development  http on loopback is good enough, as in the local host
          --url          the public origin, as browsers see it
        """;

    /// <summary>A file, or <c>env</c>; null when the configuration is not examined.</summary>
    public string? Configuration { get; private init; }

    /// <summary>The origin of a deployment; null when none is examined.</summary>
    public Uri? Url { get; private init; }

    public bool IsDevelopment { get; private init; }

    public bool IsJson { get; private init; }

    /// <summary>Reads the arguments strictly: a misspelt one is refused, or a check would silently be left out.</summary>
    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out DoctorArguments? arguments)
    {
        arguments = new DoctorArguments();
        for (var i = 0; i < args.Count && arguments is not null; i++)
        {
            arguments = (args[i], i + 1 < args.Count ? args[i + 1] : null) switch
            {
                ("--json", _) => arguments with { IsJson = true },
                ("--development", _) => arguments with { IsDevelopment = true },
                ("--config", { Length: > 0 } value) when arguments.Configuration is null && i++ >= 0 => arguments with { Configuration = value },
                ("--url", { } value) when arguments.Url is null && Origin(value) is { } url && i++ >= 0 => arguments with { Url = url },
                _ => null,
            };
        }

        arguments = arguments is { Configuration: null, Url: null } ? null : arguments;
        return arguments is not null;
    }

    private static Uri? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
        && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" } ? url : null;
}
