using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Values of the client secret and of the session key as they are typed, pasted and piped into a vault (ADR 0031).</summary>
[StateIndependent]
public sealed class CredentialValueTests : TestStand
{
    [Theory]
    [InlineData("{secret}\r\n")]
    [InlineData("\uFEFF{secret}")]
    [InlineData(" \t{secret}\n\n")]
    public async Task White_space_and_a_byte_order_mark_around_a_client_secret_do_not_reach_the_provider(string form)
    {
        var secret = Canary("typed");
        Provider.AcceptSecrets([secret]);
        Vault.Put("client-secret", form.Replace("{secret}", secret, StringComparison.Ordinal));
        await AddGatewayAsync("app.example.test");

        await NewBrowser().SignInAsync();

        Assert.Equal(1, ProviderCalls("token"));
        Assert.Contains("client-credential", Assert.Single(Logs.Lines, line => line.Id == 1103).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    public async Task A_client_secret_outside_ascii_is_form_encoded(string method)
    {
        Provider.MetadataTwists["token_endpoint_auth_methods_supported"] = new[] { method };
        Provider.AcceptSecrets(["schlüssel & größe"]);
        Vault.Put("client-secret", "schlüssel & größe\r\n");
        await AddGatewayAsync("app.example.test");

        await NewBrowser().SignInAsync();

        Assert.Equal(1, ProviderCalls("token"));
    }

    [Theory]
    [InlineData("secret\r\nX-Injected: 1")]
    [InlineData("s\0e\0c\0r\0e\0t\0")]
    [InlineData("secr\uFFFDt")]
    [InlineData(" \r\n")]
    public async Task A_client_secret_that_cannot_be_used_is_not_tried_and_the_version_before_serves(string value)
    {
        Vault.Put("client-secret", value);
        await AddGatewayAsync("app.example.test");

        await NewBrowser().SignInAsync();

        Assert.Equal(1, ProviderCalls("token"));
        Assert.Contains("client-credential", Assert.Single(Logs.Lines, line => line.Id == 1102).Text, StringComparison.Ordinal);
        Assert.Contains("client-credential", await NoteAsync("degraded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_other_client_secret_the_service_is_misconfigured_and_the_log_says_why()
    {
        Settings["TokenExchange:Provider:Credential:SecretName"] = "typed-secret";
        Vault.Put("typed-secret", "secret\r\nX-Injected: 1");
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync());

        await answer.RefusedAsync(503, "misconfigured", "retry");
        Assert.Equal(0, ProviderCalls("token"));
        Assert.Contains(Logs.Lines, line => line.Id == 1001 && line.Text.Contains("client-credential (Provider:Credential:SecretName)", StringComparison.Ordinal) && line.Text.Contains("control character", StringComparison.Ordinal));
        Assert.Contains("client-credential", await NoteAsync("unavailable"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task White_space_around_a_session_key_does_not_change_the_key()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Put("session-key", "\uFEFF" + Vault.Values("session-key").Single() + "\r\n");
        Vault.SetEnabled("session-key", SessionKey, false);
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("short")]
    [InlineData("short                                                      \r\n")]
    [InlineData("00000000000000000000\r\n00000000000000000000")]
    [InlineData("00000000000000000000\uFFFD00000000000000000000")]
    public async Task A_session_key_that_cannot_be_used_is_named_and_the_version_before_seals(string value)
    {
        Vault.Put("session-key", value);
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();
        await browser.SignInAsync();

        var note = await NoteAsync("degraded");

        Assert.True(await browser.IsSignedInAsync());
        Assert.Contains("session-key", Assert.Single(Logs.Lines, line => line.Id == 1102).Text, StringComparison.Ordinal);
        Assert.Contains("session-key", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_other_session_key_the_sentence_that_explains_it_is_in_the_log()
    {
        Settings["TokenExchange:Sessions:KeySecretName"] = "typed-key";
        Vault.Put("typed-key", "short");
        await AddGatewayAsync("app.example.test");

        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" });

        await answer.RefusedAsync(503, "misconfigured", "retry");
        Assert.Contains(Logs.Lines, line => line.Id == 1002 && line.Text.Contains("session-key (Sessions:KeySecretName)", StringComparison.Ordinal) && line.Text.Contains("32 bytes", StringComparison.Ordinal));
        Assert.Contains(Logs.Lines, line => line.Id == 1701 && line.Text.Contains("32 bytes", StringComparison.Ordinal));
        Assert.DoesNotContain(Logs.Lines, line => line.Text.Contains("OutageException", StringComparison.Ordinal));
        Assert.DoesNotContain("typed-key", await NoteAsync("unavailable"), StringComparison.Ordinal);
    }

    private async Task<string> NoteAsync(string status)
    {
        var vault = (await (await NewBrowser().SendBareAsync("GET", "/api/health/ready")).JsonAsync()).GetProperty("checks").GetProperty("vault");
        Assert.Equal(status, vault.GetProperty("status").GetString());
        return vault.GetProperty("note").GetString()!;
    }
}
