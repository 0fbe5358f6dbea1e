using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>
/// The doctor and the local host as two processes, over real connections. That every single check fails on its own fault is seen in the in-memory
/// suite; here stands what only processes, sockets and certificates can show.
/// </summary>
public sealed class DoctorTests
{
    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_configuration_that_is_right_passes_every_check()
    {
        await using var host = await LocalHost.StartAsync();

        var report = await DoctorRun.BeforeAsync(host);

        Assert.Equal((0, "warning"), (report.ExitCode, report.Verdict));
        Assert.All(report.Findings, finding => Assert.Equal(finding.Check is "secret-expiry" or "secret-policy" ? "warning" : "ok", finding.Verdict)); // the local host's have no date and no owner
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task Each_fault_of_a_configuration_has_its_finding()
    {
        await using var host = await LocalHost.StartAsync();
        await host.PutSecretAsync("short", "too short to make keys from");
        (string Check, string Key, string Value)[] faults =
        [
            ("configuration", "Sessions:IdleLifeTimes", "01:00:00"),
            ("provider-metadata", "Provider:Authority", host.Origin),
            ("provider-issuer", "Provider:Authority", host.Provider + "/"),
            ("redirect-uri", "PublicOrigin", "https://other.example.test"),
            ("credential", "Provider:Credential:SecretName", "partner-api-key"),
            ("secret-usable", "Sessions:KeySecretName", "nowhere"),
            ("session-key-length", "Sessions:KeySecretName", "short"),
        ];
        foreach (var (check, key, value) in faults)
        {
            var report = await DoctorRun.BeforeAsync(host, (key, value));

            Assert.Equal((1, "failed", check), (report.ExitCode, report.Verdict, Assert.Single(report.Of("failed"))));
        }
    }

    [TrustFact]
    public async Task A_deployment_behind_a_front_with_a_trusted_certificate_passes_every_check()
    {
        using var certificate = TestCertificate.Create();
        await using var front = await LossyNetwork.StartAsync(certificate.Pair);
        await using var host = await LocalHost.StartBehindAsync(front.Origin);
        front.LeadTo(host.Listening);

        var report = await DoctorRun.AfterAsync(front.Origin, certificate.File);

        Assert.Equal("", string.Join(" | ", report.Findings.Where(finding => finding.Verdict != "ok")));
        Assert.Equal((0, "ok"), (report.ExitCode, report.Verdict));
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_front_whose_certificate_nobody_trusts_is_not_spoken_to()
    {
        using var certificate = TestCertificate.Create();
        await using var front = await LossyNetwork.StartAsync(certificate.Pair);

        var report = await DoctorRun.AfterAsync(front.Origin);

        Assert.Equal((1, "tls"), (report.ExitCode, Assert.Single(report.Of("failed"))));
        Assert.Empty(front.Passages);
    }

    [TrustFact]
    public async Task What_a_front_does_to_answers_is_seen()
    {
        using var certificate = TestCertificate.Create();
        await using var front = await LossyNetwork.StartAsync(certificate.Pair);
        await using var host = await LocalHost.StartBehindAsync(front.Origin);
        front.LeadTo(host.Listening);
        front.Change = headers =>
        {
            headers.Remove("Strict-Transport-Security");
            headers.CacheControl = "public, max-age=60";
            headers.AccessControlAllowOrigin = "*";
            headers.SetCookie = headers.SetCookie.Select(line => line!.Replace("SameSite=Lax", "SameSite=Strict", StringComparison.Ordinal) + "; Domain=localhost").ToArray();
        };

        var report = await DoctorRun.AfterAsync(front.Origin, certificate.File);

        Assert.Equal(1, report.ExitCode);
        Assert.Equal(["cookie-flags", "cookie-same-site", "cors", "cors-preflight", "hsts", "no-store"], report.Of("failed").Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task An_address_that_is_not_the_public_origin_begins_no_login()
    {
        await using var host = await LocalHost.StartAsync();

        var report = await DoctorRun.AfterAsync(host.Origin.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));

        Assert.Equal(1, report.ExitCode);
        Assert.Contains("login", report.Of("failed"));
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task Where_nobody_listens_nothing_can_be_reached()
    {
        var front = await LossyNetwork.StartAsync();
        var origin = front.Origin;
        await front.DisposeAsync();

        var report = await DoctorRun.AfterAsync(origin);

        Assert.Equal((1, "reachable"), (report.ExitCode, Assert.Single(report.Of("failed"))));
    }
}
