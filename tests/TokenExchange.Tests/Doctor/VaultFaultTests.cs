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

    private static HttpRequestException Unreachable(HttpRequestError error, SocketError cause) => new(error, null, new SocketException((int)cause));
}
