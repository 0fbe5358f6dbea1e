namespace TokenExchange.Operations.Doctor.After;

/// <summary>
/// Starts a login with six stale transaction cookies, of which the service drops two, and with a long return path: the response then has three
/// <c>Set-Cookie</c>, one of them of 3 KB, which shows how the front handles them. Then sends the new cookie back.
/// </summary>
internal sealed class CookieExamination(Front front) : IExamination
{
    private const int Expected = 3;

    /// <summary>Stored in the encrypted cookie; the provider never sees it.</summary>
    private static readonly object LongReturn = new { returnUrl = "/" + new string('x', 2000) };

    public IReadOnlyList<Check> Makes { get; } =
        [Checks.Login, Checks.CookieCount, Checks.CookieNames, Checks.CookieFlags, Checks.CookieSameSite, Checks.CookieSize, Checks.CookieRoundTrip];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var prefix = await PrefixAsync(cancellationToken);
        var stale = string.Join("; ", Enumerable.Range(0, 6).Select(i => $"{prefix}d0c7000{i}=stale"));
        var answer = await front.FetchAsync(
            HttpMethod.Post, Routes.Login, LongReturn, request => request.Headers.Add("Cookie", stale), cancellationToken);
        if (answer.AuthorizationUrl is null)
        {
            return [NoLogin(answer), .. Makes.Skip(1).Select(check => check.Skipped("No login was started."))];
        }

        var lines = answer.Header("Set-Cookie").Select(CookieLine.Parse).ToList();
        var sameSite = answer.Parameter("response_mode") == "form_post" ? "None" : "Lax";
        var judgement = new CookieJudgement(lines, prefix, Expected, sameSite, answer.Parameter("state") is not null);
        return
        [
            Checks.Login.Ok("A login can be started."), judgement.Count(), judgement.Names(), judgement.Flags(), judgement.SameSite(),
            judgement.Size(), await RoundTripAsync(answer, lines, cancellationToken),
        ];
    }

    /// <summary>The beginning of the names of transaction cookies, which <c>Sessions:CookieName</c> determines: from a first login, or the default.</summary>
    private async Task<string> PrefixAsync(CancellationToken cancellationToken)
    {
        var answer = await front.LoginAsync(_ => { }, cancellationToken);
        return answer.Header("Set-Cookie").Select(line => CookieJudgement.PrefixOf(CookieLine.Parse(line).Name)).FirstOrDefault(prefix => prefix is not null) ?? "__Host-te-tx-";
    }

    private static Finding NoLogin(FrontAnswer answer) => Checks.Login.Failed(
        $"A login could not be started: {answer.Summary}.",
        answer.ErrorCode == "csrf_failed"
            ? "Set PublicOrigin to the address that browsers use, or run the doctor with that address."
            : "See docs/operations/incident.md for the error code. Without an error code, the front answered instead of the service.");

    /// <summary>Sends an error response of the provider: it uses up the transaction and causes no call to the provider.</summary>
    private async Task<Finding> RoundTripAsync(FrontAnswer login, List<CookieLine> lines, CancellationToken cancellationToken)
    {
        if (login.Parameter("state") is not { } state)
        {
            return Checks.CookieRoundTrip.Skipped("Not visible: the provider uses pushed requests, which hide the state.");
        }

        var cookies = string.Join("; ", lines.Where(line => line.Value.Length > 0).Select(line => $"{line.Name}={line.Value}"));
        var body = new { callbackUrl = $"{front.Origin}/?error=access_denied&state={Uri.EscapeDataString(state)}" };
        var answer = await front.FetchAsync(
            HttpMethod.Post, Routes.Exchange, body, request => request.Headers.TryAddWithoutValidation("Cookie", cookies), cancellationToken);
        return answer.ErrorCode switch
        {
            // These errors are found only after the cookie was decrypted; earlier versions of the service return provider_denied.
            "login_cancelled" or "provider_denied" or "issuer_mismatch" => Checks.CookieRoundTrip.Ok("A cookie is returned unchanged."),
            "transaction_missing" => Checks.CookieRoundTrip.Failed(
                "A cookie is not returned unchanged.",
                "Let the front forward Cookie and Set-Cookie unchanged. With several instances, check that all of them use the same vault."),
            _ => Checks.CookieRoundTrip.Warning($"Not visible: {answer.Summary}.", "Check the service's health and run the doctor again."),
        };
    }
}
