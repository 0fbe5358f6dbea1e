namespace TokenExchange.Operations.Doctor.After;

/// <summary>Sends a foreign host name, in the headers of proxies and in <c>Host</c> itself; the redirect URI must not change.</summary>
internal sealed class HostExamination(Front front, Front anyHost) : IExamination
{
    private const string Elsewhere = "doctor.invalid";
    private const string Todo = "Set PublicOrigin, and make sure that nothing between front and service derives addresses from these headers.";

    public IReadOnlyList<Check> Makes { get; } = [Checks.ForwardedHost, Checks.SpoofedHost];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var plain = await front.LoginAsync(_ => { }, cancellationToken);
        if (plain.Parameter("redirect_uri") is not { } redirectUri)
        {
            var why = plain.AuthorizationUrl is null
                ? "No login was started."
                : "Not visible: the provider uses pushed requests, which hide the redirect URI.";
            return [.. Makes.Select(check => check.Skipped(why))];
        }

        if (!redirectUri.StartsWith(front.Origin + "/", StringComparison.Ordinal))
        {
            return [.. Makes.Select(check => check.Failed(
                "The redirect URI does not begin with the examined address.",
                "Set PublicOrigin to the address that browsers use."))];
        }

        return
        [
            Judge(Checks.ForwardedHost, await front.LoginAsync(Forward, cancellationToken), redirectUri),
            await SpoofAsync(redirectUri, cancellationToken),
        ];
    }

    private static void Forward(HttpRequestMessage request)
    {
        request.Headers.Add("X-Forwarded-Host", Elsewhere);
        request.Headers.Add("X-Original-Host", Elsewhere);
        request.Headers.Add("X-Forwarded-Proto", "http");
        request.Headers.Add("Forwarded", $"host={Elsewhere};proto=http");
    }

    private static Finding Judge(Check check, FrontAnswer answer, string redirectUri)
    {
        if (answer.AuthorizationUrl is null)
        {
            return check.Ok($"Such a request is rejected ({answer.Summary}).");
        }

        return answer.Parameter("redirect_uri") == redirectUri
            ? check.Ok("The redirect URI stays as configured.")
            : check.Failed("The redirect URI changes with the request: an attacker can redirect logins to another host.", Todo);
    }

    private async Task<Finding> SpoofAsync(string redirectUri, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(Checks.SpoofedHost, await anyHost.LoginAsync(request => request.Headers.Host = Elsewhere, cancellationToken), redirectUri);
        }
        catch (HttpRequestException)
        {
            return Checks.SpoofedHost.Ok("The front closes such a connection.");
        }
    }
}
