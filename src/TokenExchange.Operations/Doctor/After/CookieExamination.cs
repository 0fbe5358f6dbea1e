namespace TokenExchange.Operations.Doctor.After;

/// <summary>
/// Begins a login with six stale transaction cookies, of which the service drops two, and with a long return path: the answer has three
/// <c>Set-Cookie</c>, one of them of 3 KB, and what the front does to them can be seen. Then hands the new cookie back.
/// </summary>
internal sealed class CookieExamination(Front front) : IExamination
{
    private const int Expected = 3;

    /// <summary>Stays in the sealed cookie; the provider never sees it.</summary>
    private static readonly object LongReturn = new { returnUrl = "/" + new string('x', 2000) };

    private static readonly string Stale = string.Join("; ", Enumerable.Range(0, 6).Select(i => $"__Host-te-tx-d0c7000{i}=stale"));

    public IReadOnlyList<Check> Makes { get; } =
        [Checks.Login, Checks.CookieCount, Checks.CookieNames, Checks.CookieFlags, Checks.CookieSameSite, Checks.CookieSize, Checks.CookieRoundTrip];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await front.FetchAsync(
            HttpMethod.Post, Routes.Login, LongReturn, request => request.Headers.Add("Cookie", Stale), cancellationToken);
        if (answer.AuthorizationUrl is null)
        {
            return [NoLogin(answer), .. Makes.Skip(1).Select(check => check.Skipped("No login was begun."))];
        }

        var lines = answer.Header("Set-Cookie").Select(CookieLine.Parse).ToList();
        var sameSite = answer.Parameter("response_mode") == "form_post" ? "None" : "Lax";
        var judgement = new CookieJudgement(lines, Expected, sameSite, answer.Parameter("state") is not null);
        return
        [
            Checks.Login.Ok("A login can be begun."), judgement.Count(), judgement.Names(), judgement.Flags(), judgement.SameSite(),
            judgement.Size(), await RoundTripAsync(answer, lines, cancellationToken),
        ];
    }

    private static Finding NoLogin(FrontAnswer answer) => Checks.Login.Failed(
        $"No login could be begun: {answer.Said}.",
        answer.ErrorCode == "csrf_failed"
            ? "Set PublicOrigin to the address that browsers use, or give the doctor that address."
            : "See docs/operations/incident.md for the error code; without one, the front answered and not the service.");

    /// <summary>The provider's refusal in place of its answer: it costs the transaction and calls nobody.</summary>
    private async Task<Finding> RoundTripAsync(FrontAnswer login, List<CookieLine> lines, CancellationToken cancellationToken)
    {
        if (login.Parameter("state") is not { } state)
        {
            return Checks.CookieRoundTrip.Skipped("The provider takes pushed requests, so that the state is not seen.");
        }

        var cookies = string.Join("; ", lines.Where(line => line.Value.Length > 0).Select(line => $"{line.Name}={line.Value}"));
        var body = new { callbackUrl = $"{front.Origin}/?error=access_denied&state={Uri.EscapeDataString(state)}" };
        var answer = await front.FetchAsync(
            HttpMethod.Post, Routes.Exchange, body, request => request.Headers.TryAddWithoutValidation("Cookie", cookies), cancellationToken);
        return answer.ErrorCode switch
        {
            // Both come after the cookie has been opened.
            "provider_denied" or "issuer_mismatch" => Checks.CookieRoundTrip.Ok("A cookie comes back as it was set."),
            "transaction_missing" => Checks.CookieRoundTrip.Failed(
                "A cookie does not come back as it was set.",
                "Let the front pass Cookie and Set-Cookie unchanged; with several instances, check that all read one vault."),
            _ => Checks.CookieRoundTrip.Warning($"It cannot be seen: {answer.Said}.", "Look at the service's health and run the doctor again."),
        };
    }
}
