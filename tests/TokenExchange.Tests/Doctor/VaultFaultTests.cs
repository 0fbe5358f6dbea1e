using System.Net.Sockets;
using System.Security.Authentication;
using TokenExchange.Emulators.Wire;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Tests.Doctor;

/// <summary>What is wrong with a vault is called what it is.</summary>
public sealed class VaultFaultTests : DoctorStand
{
    public static TheoryData<string, Func<HttpResponseMessage>> Faults { get; } = new()
    {
        { "(status 500)", () => BrokenFront.Json(500, "{}") },
        { "(status 429)", () => BrokenFront.Json(429, "{}") },
        { "(status 404)", () => BrokenFront.Page(404) },
        { "does not respond: the name is not in DNS.", () => throw Unreachable(HttpRequestError.NameResolutionError, SocketError.HostNotFound) },
        { "does not respond: the connection was refused.", () => throw Unreachable(HttpRequestError.ConnectionError, SocketError.ConnectionRefused) },
        { "does not respond: TLS failed", () => throw new HttpRequestException(HttpRequestError.SecureConnectionError, null, new AuthenticationException()) },
        { "does not respond: the response timed out.", () => throw new TaskCanceledException() },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_vault_is_reported_with_its_status_or_cause(string words, Func<HttpResponseMessage> answer)
    {
        VaultWay.Instead = _ => answer();

        var report = await BeforeAsync();

        Assert.All(report.Findings.Where(row => row.Check == "vault-permission"), row => Assert.Contains(words, row.Found, StringComparison.Ordinal));
        Assert.Equal(("failed", "skipped", "skipped"), (report["vault-permission"], report["secret-usable"], report["credential"]));
    }

    [Fact]
    public void The_last_of_several_attempts_is_reported()
    {
        var attempts = new AggregateException(
            new Azure.RequestFailedException(0, "", null, Unreachable(HttpRequestError.ConnectionError, SocketError.ConnectionRefused)),
            new TaskCanceledException("", new TimeoutException()));

        Assert.Equal("the response timed out", NetworkFault.Describe(attempts));
    }

    [Fact]
    public async Task A_missing_credential_is_reported_and_the_provider_is_not_called()
    {
        Planned["TokenExchange:Provider:Credential:SecretName"] = "nowhere";

        var report = await BeforeAsync();

        Assert.Equal("There is no secret with this name.", report.Findings.Single(row => row is { Check: "secret-usable", Subject: "nowhere" }).Found);
        Assert.Equal(("skipped", "The vault returned no usable version of the secret."), (report["credential"], report.One("credential").Found));
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_key_that_may_not_be_used_is_reported_with_the_role()
    {
        Vault.Keys.Create("client-key");
        Planned["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Planned["TokenExchange:Provider:Credential:SecretName"] = null;
        Planned["TokenExchange:Provider:Credential:KeyName"] = "client-key";
        Vault.Faults.Add(new Fault(Status: 403, Body: """{"error":{"code":"Forbidden","message":"not authorized"}}""", Path: "/sign", Count: 9));

        var report = await BeforeAsync();

        Assert.Equal("failed", report["credential"]);
        Assert.Contains("Key Vault Crypto User", report.One("credential").Todo, StringComparison.Ordinal);
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Theory]
    [InlineData(200, true, "ok", "ok")]
    [InlineData(20, true, "ok", "warning")]
    [InlineData(200, false, "failed", "skipped")]
    public async Task A_key_that_stays_in_the_vault_is_examined_like_a_secret(int days, bool isEnabled, string usable, string expiry)
    {
        var version = Vault.Keys.Create("client-key", expires: Clock.GetUtcNow().AddDays(days));
        Vault.Keys.SetEnabled("client-key", version, isEnabled);
        Planned["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Planned["TokenExchange:Provider:Credential:SecretName"] = null;
        Planned["TokenExchange:Provider:Credential:KeyName"] = "client-key";

        var findings = (await BeforeAsync()).Findings.Where(row => row.Subject == "keys/client-key").ToDictionary(row => row.Check);

        Assert.Equal(("ok", usable, expiry), (findings["vault-permission"].Verdict, findings["secret-usable"].Verdict, findings["secret-expiry"].Verdict));
    }

    [Fact]
    public async Task A_key_that_the_vault_does_not_have_is_reported()
    {
        Planned["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Planned["TokenExchange:Provider:Credential:SecretName"] = null;
        Planned["TokenExchange:Provider:Credential:KeyName"] = "client-key";

        var report = await BeforeAsync();

        Assert.Equal("There is no key with this name.", report.Findings.Single(row => row is { Check: "secret-usable", Subject: "keys/client-key" }).Found);
    }

    [Fact]
    public async Task A_secret_is_examined_by_the_policy_of_its_tags()
    {
        Tag("client-secret", ("owner", "identity"), ("rotate-after", "30"));
        Clock.Advance(TimeSpan.FromDays(31));

        var findings = (await BeforeAsync()).Findings.Where(row => row.Check == "secret-policy").ToDictionary(row => row.Subject!);

        Assert.Equal(("ok", "warning"), (findings["session-key"].Verdict, findings["client-secret"].Verdict));
        Assert.Equal("The version in use is 31 days old; the limit is 30.", findings["client-secret"].Found);
    }

    [Fact]
    public async Task A_secret_without_a_policy_may_be_as_old_as_in_the_inventory()
    {
        Clock.Advance(TimeSpan.FromDays(91));

        var found = (await BeforeAsync()).Findings.Where(row => row.Check == "secret-policy").Select(row => row.Found).Distinct();

        Assert.Equal(["The version in use is 91 days old; the limit is 90."], found);
    }

    [Theory]
    [InlineData("30", new string[0], "The version in use is 40 days old; the limit is 30.")]
    [InlineData("41", new string[0], "The version in use keeps to its policy.")]
    [InlineData("30", new[] { "--maximum-age", "41" }, "The version in use keeps to its policy.")]
    [InlineData("41", new[] { "--maximum-age", "30" }, "The version in use is 40 days old; the limit is 30.")]
    public async Task The_limit_of_secrets_without_a_policy_is_the_templates_or_an_argument(string setting, string[] args, string expected)
    {
        Planned["SecretMaximumAgeDays"] = setting;
        Clock.Advance(TimeSpan.FromDays(40));

        var report = await ReportAsync(["--config", "env", "--json", .. args]);

        Assert.Equal([expected], report.Findings.Where(row => row.Check == "secret-policy").Select(row => row.Found).Distinct());
    }

    [Theory]
    [InlineData("SecretMaximumAgeDays", "soon")]
    [InlineData("SecretMaximumAgeDays", "0")]
    public async Task A_limit_that_is_none_ends_the_doctor(string name, string value)
    {
        Planned[name] = value;

        var report = await BeforeAsync();

        Assert.Equal((2, "SecretMaximumAgeDays is not a number of days from 1 to 3650."), (report.ExitCode, report.Problem));
    }

    [Fact]
    public async Task Each_breach_of_a_policy_is_a_finding_and_no_value_of_a_tag_is_shown()
    {
        Tag("client-secret", ("owner", "red\u001b[31m"), ("rotate-after", "0815"));
        Tag("session-key", ("overlap", "-77"));

        var findings = (await BeforeAsync()).Findings.Where(row => row.Check == "secret-policy" && row.Verdict != "ok").Select(row => (row.Subject, row.Verdict, row.Found)).Order();

        Assert.Equal(
            [
                ("client-secret", "failed", "The value of the tag \"owner\" cannot be used."),
                ("client-secret", "failed", "The value of the tag \"rotate-after\" cannot be used."),
                ("session-key", "failed", "The value of the tag \"overlap\" cannot be used."),
                ("session-key", "warning", "The tag \"owner\" is missing: it is not known who rotates the secret."),
            ],
            findings);
        Assert.All(new[] { "[31m", "0815", "-77" }, value => Assert.DoesNotContain(value, Output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_policy_of_a_secret_without_a_valid_version_is_not_examined()
    {
        Vault.SetEnabled("session-key", SessionKey, false);
        Planned["TokenExchange:Provider:Credential:SecretName"] = "nowhere";

        var findings = (await BeforeAsync()).Findings.Where(row => row.Check == "secret-policy").ToDictionary(row => row.Subject!, row => row.Verdict);

        Assert.Equal(("skipped", "skipped"), (findings["session-key"], findings["nowhere"]));
    }

    private void Tag(string name, params (string Name, string Value)[] tags) => Vault.Update(
        name, Vault.Versions(name)[0].Version, version => version with { Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value) });

    private static HttpRequestException Unreachable(HttpRequestError error, SocketError cause) => new(error, null, new SocketException((int)cause));
}
