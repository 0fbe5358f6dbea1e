using System.Net;
using System.Text;
using TokenExchange.Operations.Drill;
using TokenExchange.Operations.Drill.Against;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Drill;

/// <summary><c>drill --against</c>: what is sent to a deployment, and what counts as a failure.</summary>
[StateIndependent]
public sealed class AgainstTests : TestStand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(333); // timers count whole milliseconds

    private readonly StringBuilder _progress = new();

    [Fact]
    public async Task A_rotation_of_the_client_secret_under_a_signed_in_user_is_no_failure_and_the_session_ends_with_the_run()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var deployment = new Deployment(new Uri(AppOrigin), "/api/proxy/partner/anything", browser.SessionCookies());
        var running = RunAsync(deployment, Network.Way(), TimeSpan.FromSeconds(41));
        var next = Canary("next-client-secret");
        Vault.Put("client-secret", next);
        Provider.AcceptSecrets([next]);

        var (exitCode, table) = await ReportAsync(await running);

        Assert.Equal((0, ""), (exitCode, _progress.ToString()));
        Assert.Matches("(?s)ready .*login .*call .*session .*refresh .*logout ", table);
        Assert.Matches(@"refresh +2 +0 ", table); // at the beginning and after 20 rounds
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Without_a_session_only_public_requests_are_sent()
    {
        var result = await RunAsync(new Deployment(new Uri(AppOrigin), null, "another=cookie"), Network.Way(), TimeSpan.FromSeconds(5));

        Assert.Equal(["ready", "login"], result.Observations.Select(observation => observation.Operation).Distinct());
        Assert.Equal(0, result.FailureCount);
    }

    [Fact]
    public async Task A_session_that_ends_is_a_failure()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var cookies = browser.SessionCookies();
        await browser.FetchAsync("POST", "/api/auth/logout");

        var (exitCode, table) = await ReportAsync(await RunAsync(new Deployment(new Uri(AppOrigin), null, cookies), Network.Way(), TimeSpan.FromSeconds(1)));

        Assert.Equal(1, exitCode);
        Assert.Contains("session: 401", table, StringComparison.Ordinal);
        Assert.DoesNotContain(cookies, table + _progress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_told_when_it_begins_and_when_it_ends()
    {
        var (exitCode, table) = await ReportAsync(await RunAsync(new Deployment(new Uri(AppOrigin), null, null), new FailingServer(from: 4, to: 7), TimeSpan.FromSeconds(5)));

        Assert.Equal(1, exitCode);
        Assert.Matches(@"ready +8 +2 ", table);
        Assert.Contains("2 x login: 503 vault_unavailable without Retry-After", table, StringComparison.Ordinal);
        var lines = _progress.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => line[10..]);
        Assert.Equal(
            ["ready: 503 vault_unavailable without Retry-After", "login: 503 vault_unavailable without Retry-After", "ready: succeeds again", "login: succeeds again"], lines);
    }

    [Theory]
    [InlineData("--against", "http://app.example.com")]
    [InlineData("--against", "https://app.example.com/api")]
    [InlineData("--against", "https://user@app.example.com")]
    [InlineData("--against", "app.example.com")]
    [InlineData("--against", "https://app.example.com", "--path", "/api/auth/logout")]
    [InlineData("--against", "https://app.example.com", "--rate", "6")]
    [InlineData("--against", "https://app.example.com", "--users", "2")]
    [InlineData("--rate", "2")]
    public async Task Arguments_that_are_not_right_send_nothing(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());

        var exitCode = await Operations.OperatorTool.RunAsync(["drill", .. arguments], [DrillCommand.Create()], output, errors, TestContext.Current.CancellationToken);

        Assert.Equal((2, ""), (exitCode, output.ToString()));
    }

    private async Task<EventResult> RunAsync(Deployment deployment, HttpMessageHandler server, TimeSpan duration)
    {
        using var http = new HttpClient(server);
        await using var progress = new StringWriter(_progress);
        var running = new DeploymentRun(deployment, http, Clock, progress).RunAsync(duration, Pause, TestContext.Current.CancellationToken);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Clock.WaitForTimerAsync(Pause));
            if (!running.IsCompleted)
            {
                Clock.Advance(Pause);
            }
        }

        return await running;
    }

    private static async Task<(int ExitCode, string Table)> ReportAsync(EventResult result)
    {
        var output = new StringWriter();
        return (await AgainstCommand.WriteAsync(result, output), output.ToString());
    }

    /// <summary>A deployment that fails for some of its requests.</summary>
    private sealed class FailingServer(int from, int to) : HttpMessageHandler
    {
        private int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isFailing = ++_requests >= from + 1 && _requests <= to + 1;
            var answer = new HttpResponseMessage(isFailing ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK) { Content = new StringContent("{}") };
            if (isFailing)
            {
                answer.Headers.Add("TE-Error", "vault_unavailable");
            }

            return Task.FromResult(answer);
        }
    }
}
