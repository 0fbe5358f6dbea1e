using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The client secret changes by a hard cut, in either order, and no login fails.</summary>
[StateIndependent]
public sealed class ClientSecretRotationTests : TestStand
{
    [Fact]
    public async Task The_vault_is_ahead_of_the_provider()
    {
        await NewBrowser().SignInAsync();
        var next = Canary("next-client-secret");
        Vault.Put("client-secret", next);

        await NewBrowser().SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(6));
        await NewBrowser().SignInAsync();
        await NewBrowser().SignInAsync();
        Provider.AcceptSecrets([next]);
        await NewBrowser().SignInAsync();
        Clock.Advance(TimeSpan.FromHours(2));
        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task The_provider_is_ahead_of_the_vault_by_a_moment()
    {
        await NewBrowser().SignInAsync();
        var next = Canary("next-client-secret");
        Provider.AcceptSecrets([next]);
        Vault.Put("client-secret", next);

        await NewBrowser().SignInAsync();
        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task However_long_the_provider_was_ahead_the_vault_is_followed_within_a_second()
    {
        await NewBrowser().SignInAsync();
        var next = Canary("next-client-secret");
        Provider.AcceptSecrets([next]);
        for (var i = 0; i < 8; i++)
        {
            var browser = NewBrowser();
            await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "credential_rejected", "retry");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Vault.Put("client-secret", next);

        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task After_the_cut_the_old_secret_is_not_tried_first_again()
    {
        await NewBrowser().SignInAsync();
        var next = Canary("next-client-secret");
        Vault.Put("client-secret", next);
        Provider.AcceptSecrets([next]);
        await NewBrowser().SignInAsync();
        var calls = ProviderCalls("token");

        for (var i = 1; i <= 5; i++)
        {
            await NewBrowser().SignInAsync();
        }

        Assert.Equal(calls + 5, ProviderCalls("token"));
    }

    [Fact]
    public async Task While_the_vault_is_ahead_the_refused_version_is_not_tried_at_every_login()
    {
        await NewBrowser().SignInAsync();
        Vault.Put("client-secret", Canary("next-client-secret"));
        Clock.Advance(TimeSpan.FromMinutes(6));
        await NewBrowser().SignInAsync();
        var calls = ProviderCalls("token");

        for (var i = 1; i <= 5; i++)
        {
            await NewBrowser().SignInAsync();
        }

        Assert.Equal(calls + 5, ProviderCalls("token"));
    }

    [Fact]
    public async Task Several_cuts_in_a_row_cost_nothing()
    {
        await NewBrowser().SignInAsync();

        for (var i = 0; i < 5; i++)
        {
            var next = Canary($"client-secret-{i}");
            Vault.Put("client-secret", next);
            Provider.AcceptSecrets([next]);
            Clock.Advance(TimeSpan.FromSeconds(1));
            await NewBrowser().SignInAsync();
        }
    }

    [Fact]
    public async Task A_refresh_and_a_logout_follow_a_cut_as_a_login_does()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var next = Canary("next-client-secret");
        Vault.Put("client-secret", next);
        Provider.AcceptSecrets([next]);

        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        Provider.AcceptSecrets([ClientSecret]);
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/logout")).StatusCode);
        Assert.False(Logs.Lines.Any(line => line.Id == 1204), "The revocation failed.");
    }
}
