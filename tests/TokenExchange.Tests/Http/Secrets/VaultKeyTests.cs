using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Events;
using TokenExchange.Secrets;
using TokenExchange.Tests.Pure;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary><c>private-key-jwt</c> with a key that stays in the vault (ADR 0065). The provider verifies each assertion with <c>/api/auth/keys</c>.</summary>
[StateIndependent]
public sealed class VaultKeyTests : TestStand
{
    private const string Name = "client-key";
    private const string Forbidden =
        """{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.","innererror":{"code":"ForbiddenByRbac"}}}""";

    private static readonly TimeSpan ProviderReads = ClientAssertions.KeyLifetime + TimeSpan.FromMinutes(1);

    public VaultKeyTests()
        : base(settings =>
        {
            settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
            settings["TokenExchange:Provider:Credential:SecretName"] = null;
            settings["TokenExchange:Provider:Credential:KeyName"] = Name;
        }) => Provider.AcceptAssertions(async cancellationToken => await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).Content.ReadAsStringAsync(cancellationToken));

    [Theory]
    [InlineData(false, "auto")]
    [InlineData(false, "ES256")]
    [InlineData(true, "auto")]
    [InlineData(true, "RS256")]
    [InlineData(true, "PS256")]
    public async Task A_login_and_a_refresh_cost_one_signature_each(bool isRsa, string algorithm)
    {
        Vault.Keys.Create(Name, isRsa);
        Settings["TokenExchange:Provider:Credential:Algorithm"] = algorithm;
        await this.StartFirstAsync();
        var browser = NewBrowser();

        await browser.SignInAsync();

        Assert.Equal(1, Signatures);
        await RefreshAsync(browser);
        Assert.Equal(2, Signatures);
    }

    [Fact]
    public async Task A_call_of_an_API_asks_the_vault_nothing()
    {
        Vault.Keys.Create(Name);
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/echo/anything");
        var calls = VaultCalls;

        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);

        Assert.Equal(calls, VaultCalls);
    }

    [Fact]
    public async Task The_private_half_is_neither_published_nor_in_memory()
    {
        Vault.Keys.Create(Name, isRsa: true);
        await NewBrowser().SignInAsync();

        var key = Assert.Single(await KeysAsync());

        Assert.Equal(["e", "kid", "kty", "n", "use"], key.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        var inMemory = ((VaultSecrets)Inside.GetService(typeof(VaultSecrets))!).Peek("keys/" + Name)!.NewestFirst.Single().Value.Reveal();
        Assert.Equal(["e", "kid", "kty", "n"], JsonDocument.Parse(inMemory).RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_version_that_is_published_ahead_signs_from_its_nbf_on_and_the_old_one_can_end()
    {
        var old = Vault.Keys.Create(Name);
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Keys.Create(Name, notBefore: Clock.GetUtcNow() + ProviderReads + TimeSpan.FromMinutes(2));

        await RefreshAfterAsync(browser, ProviderReads);
        Assert.Equal(2, (await KeysAsync()).Count);
        await RefreshAfterAsync(browser, TimeSpan.FromMinutes(3));
        Vault.Keys.SetEnabled(Name, old, enabled: false);
        await RefreshAfterAsync(browser, ProviderReads);

        Assert.Single(await KeysAsync());
        Assert.Equal(4, Signatures);
    }

    [Fact]
    public async Task A_version_that_was_not_published_ahead_is_rejected_and_the_old_one_signs()
    {
        Vault.Keys.Create(Name);
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Keys.Create(Name);

        await RefreshAfterAsync(browser, TimeSpan.FromMinutes(6));
        await RefreshAfterAsync(browser, ProviderReads);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(401)]
    public async Task A_vault_that_cannot_sign_ends_the_call_before_anything_is_sent(int status)
    {
        Vault.Keys.Create(Name);
        var signedIn = NewBrowser();
        await signedIn.SignInAsync();
        var sent = ProviderCalls("token");
        Vault.Faults.Add(new Fault(Status: status, Path: "/sign", Count: 2));
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "vault_unavailable", "retry");
        var refresh = await signedIn.FetchAsync("POST", "/api/auth/refresh");

        await refresh.RefusedAsync(503, "vault_unavailable", "retry");
        Assert.NotNull(refresh.Headers.RetryAfter);
        Assert.Equal(sent, ProviderCalls("token"));
        await RefreshAsync(signedIn);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_is_given_up_before_the_token_call_ends()
    {
        Vault.Keys.Create(Name);
        var browser = NewBrowser();
        await browser.SignInAsync();
        var sent = ProviderCalls("token");
        Vault.Faults.Add(new Fault(DelayMs: 61_000, Path: "/sign"));

        var refresh = browser.FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(61));
        Clock.Advance(TimeSpan.FromSeconds(5));

        await (await refresh).RefusedAsync(503, "vault_unavailable", "retry");
        Assert.Equal(sent, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_version_that_the_vault_refuses_to_sign_with_is_replaced_by_the_other()
    {
        Vault.Keys.Create(Name);
        var newest = Vault.Keys.Create(Name);
        Vault.Faults.Add(new Fault(Status: 403, Body: Forbidden, Path: newest + "/sign", Count: 99));
        var browser = NewBrowser();

        await browser.SignInAsync();
        var signatures = Signatures;
        await RefreshAsync(browser);

        Assert.Equal(signatures + 1, Signatures); // the version that was accepted comes first
        Assert.Single(Logs.Lines, line => line.Id == 1105);
    }

    [Fact]
    public async Task Without_the_permission_to_sign_nothing_is_sent_and_the_log_names_the_role()
    {
        Vault.Keys.Create(Name);
        Vault.Faults.Add(new Fault(Status: 403, Body: Forbidden, Path: "/sign", Count: 99));
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "vault_unavailable", "retry");

        Assert.Equal(0, ProviderCalls("token"));
        Assert.Contains(Logs.Lines, line => line.Id == 1105 && line.Text.Contains("Key Vault Crypto User", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disabled_version_does_not_sign_where_versions_cannot_be_listed_either()
    {
        var only = Vault.Keys.Create(Name);
        Vault.Faults.Add(new Fault(Status: 403, Body: Forbidden, Path: "/versions", Count: 999));
        await this.StartFirstAsync();
        var browser = NewBrowser();
        await browser.SignInAsync();
        var signatures = Signatures;
        Vault.Keys.SetEnabled(Name, only, enabled: false);
        Clock.Advance(TimeSpan.FromMinutes(6));

        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(503, "misconfigured", "retry");

        Assert.Equal(signatures, Signatures);
        Assert.Empty(await KeysAsync());
    }

    [Theory]
    [InlineData("KeyNewVersionCreated", "vault.example.test/keys/client-key", true)]
    [InlineData("KeyNearExpiry", "vault.example.test/keys/CLIENT-KEY", true)]
    [InlineData("KeyNewVersionCreated", "vault.example.test/secrets/client-key", false)]
    [InlineData("KeyNewVersionCreated", "vault.example.test/keys/other", false)]
    [InlineData("KeyNewVersionCreated", "other.example.test/keys/client-key", false)]
    public async Task An_event_of_the_key_makes_the_service_read_its_versions_at_once(string type, string key, bool isTaken)
    {
        Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        await NewBrowser().SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var newest = Vault.Keys.Create(Name);
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($$"""[{"type":"Microsoft.KeyVault.{{type}}","data":{"Id":"https://{{key}}/{{newest}}"} }]"""));
        new PaperTelemetry(new FakeTimeProvider()).Begin(context);

        await ActivatorUtilities.CreateInstance<VaultEventsEndpoint>(Inside).HandleAsync(context);
        await NewBrowser().SignInAsync();

        Assert.Equal(isTaken, Log.Of("vault").Any(row => row.Path.EndsWith(newest + "/sign", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_key_that_does_not_exist_is_named_by_its_setting()
    {
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "misconfigured", "retry");

        Assert.Contains(Logs.Lines, line => line.Text.Contains("Provider:Credential:KeyName", StringComparison.Ordinal));
    }

    private int Signatures => Log.Of("vault").Count(row => row.Endpoint == "sign");

    private async Task RefreshAfterAsync(Browser browser, TimeSpan time)
    {
        Clock.Advance(time);
        await RefreshAsync(browser);
    }

    private static async Task RefreshAsync(Browser browser) =>
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);

    private async Task<IReadOnlyList<JsonElement>> KeysAsync()
    {
        var body = await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).JsonAsync();
        return [.. body.GetProperty("keys").EnumerateArray()];
    }
}
