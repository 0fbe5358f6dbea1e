namespace TokenExchange.Operations.Doctor.After;

/// <summary>All checks of a deployment from outside, through its real front.</summary>
internal static class AfterDeployment
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Uri url, Surroundings surroundings)
    {
        var front = new Front(url, surroundings.Front());
        var round = new Round(surroundings.Clock);
        var connection = new ConnectionExamination(front, surroundings.Clock);
        var findings = await round.RunAsync([connection]);
        if (!connection.IsReachable)
        {
            return [.. findings, .. Checks.After.Except(connection.Makes).Select(check => check.Skipped("The front is not reachable."))];
        }

        return
        [
            .. findings,
            .. await round.RunAsync(
            [
                new HealthExamination(front),
                new CookieExamination(front),
                new HeaderLimitExamination(front),
                new HostExamination(front, new Front(url, surroundings.AnyHost())),
                new CorsExamination(front),
                new CrossSiteExamination(front),
                new CachingExamination(front),
            ]),
        ];
    }
}
