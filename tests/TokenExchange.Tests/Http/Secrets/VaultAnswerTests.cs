using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Answers that do not come from the vault, or not about the secret: they are an outage, and end no session (ADR 0031).</summary>
[StateIndependent]
public sealed class VaultAnswerTests : TestStand
{
    private const string Absent = """{"error":{"code":"SecretNotFound","message":"A secret with (name/id) session-key was not found in this key vault."}}""";

    [Theory]
    [InlineData(404, "<html><body>Not Found</body></html>")]
    [InlineData(404, "")]
    [InlineData(404, "{}")]
    [InlineData(404, """{"error":{"code":"ResourceNotFound","message":"x"}}""")]
    [InlineData(404, """{"error":{"code":"NotFound","message":"SecretNotFound"}}""")]
    [InlineData(410, """{"error":{"code":"SecretNotFound","message":"x"}}""")]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"x","innererror":{"code":"ForbiddenByPolicy"}}}""")]
    [InlineData(403, "<html>Operation get is not allowed on a disabled secret. SecretDisabled</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"value":[],"nextLink":null}""")]
    [InlineData(200, """{"value":null}""")]
    [InlineData(200, "[]")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, "null")]
    public async Task A_list_that_does_not_come_from_the_vault_ends_no_session(int status, string body)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/anything");
        Vault.Faults.Add(new Fault(Status: status, Body: body, Count: 100_000, Path: "/versions"));
        Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        await NewBrowser().SignInAsync();
    }

    [Theory]
    [InlineData(404, "<html></html>")]
    [InlineData(403, "<html>a disabled secret</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"value":"0000000000000000000000000000000000000000","id":"https://vault.example.test/secrets/session-key/another","attributes":{"enabled":true}}""")]
    [InlineData(200, """{"value":"0000000000000000000000000000000000000000","id":"https://vault.example.test/secrets/another","attributes":{"enabled":true}}""")]
    public async Task A_value_that_does_not_come_from_the_vault_is_not_used_and_ends_no_session(int status, string body)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var version = Vault.Put("session-key", Canary("next"));
        Vault.Faults.Add(new Fault(Status: status, Body: body, Count: 100_000, Path: version));
        Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.True(await browser.IsSignedInAsync());
        await NewBrowser().SignInAsync();
        Assert.Contains(Logs.Lines, line => line.Id == 1911);
    }

    [Fact]
    public async Task A_cold_instance_before_such_an_answer_says_that_the_vault_is_unavailable_and_keeps_the_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Faults.Add(new Fault(Status: 404, Body: "<html></html>", Count: 100_000));
        await AddGatewayAsync("app.example.test");

        await (await browser.FetchAsync("GET", "/api/auth/session")).RefusedAsync(503, "vault_unavailable", "retry");

        Vault.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(16));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_log_says_what_was_wrong_with_the_answer()
    {
        Vault.Faults.Add(new Fault(Status: 200, Body: "{}", Count: 100_000, Path: "/versions"));
        await AddGatewayAsync("app.example.test");

        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { })).RefusedAsync(503, "vault_unavailable", "retry");

        Assert.Contains(Logs.Lines, line => line.Id == 1911 && line.Fields["Reason"] == "The list of versions is empty, but the secret exists.");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task The_log_says_which_status_caused_an_outage(int status)
    {
        Vault.Faults.Add(new Fault(Status: status, Body: "<html></html>", Count: 100_000));
        await AddGatewayAsync("app.example.test");

        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { })).RefusedAsync(503, "vault_unavailable", "retry");

        Assert.Contains(Logs.Lines, line => line.Id == 1002 && line.Fields["Cause"] == $"RequestFailedException (status {status})");
        Assert.Contains(Logs.Lines, line => line.Id == 1911 && line.Fields["Status"] == $"{status}");
    }

    [Fact]
    public async Task A_secret_that_the_vault_itself_says_is_gone_is_gone()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Faults.Add(new Fault(Status: 404, Body: Absent, Count: 100_000, Path: "/secrets/session-key"));
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_empty_list_is_believed_when_the_vault_confirms_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Faults.Add(new Fault(Status: 200, Body: """{"value":[],"nextLink":null}""", Count: 100_000, Path: "/secrets/session-key/versions"));
        Vault.Faults.Add(new Fault(Status: 404, Body: Absent, Count: 100_000, Path: "/secrets/session-key"));
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.False(await browser.IsSignedInAsync());
    }
}
