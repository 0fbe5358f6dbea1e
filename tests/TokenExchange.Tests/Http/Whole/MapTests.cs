using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The service in an application of ASP.NET Core, by <c>MapTokenExchange</c>.</summary>
[StateIndependent]
public sealed class MapTests : TestStand
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AddGatewayAsync("app.example.test", app => app.MapTokenExchange());
    }

    [Fact]
    public async Task A_user_signs_in_and_calls_an_API()
    {
        var browser = NewBrowser();

        await browser.SignInAsync();

        Assert.True(await browser.IsSignedInAsync());
        Assert.True((await browser.FetchAsync("GET", "/api/proxy/echo/anything/a%20b?c=d")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_unknown_address_below_the_prefix_is_a_problem() =>
        await (await NewBrowser().FetchAsync("GET", "/api/unknown")).RefusedAsync(404, "route_unknown");

    [Theory]
    [InlineData("/api/events/vault")]
    [InlineData("/api/Events/vault")]
    [InlineData("/api/events/vault/")]
    public async Task The_address_of_vault_events_is_unknown_because_nobody_checks_its_key(string address)
    {
        var calls = VaultCalls;

        var answer = await NewBrowser().FetchAsync("POST", address, new[] { new { eventType = "Microsoft.KeyVault.SecretNewVersionCreated" } });

        await answer.RefusedAsync(404, "route_unknown");
        Assert.Equal(calls, VaultCalls);
    }

    [Fact]
    public async Task An_address_outside_the_prefix_belongs_to_the_application() =>
        Assert.False((await NewBrowser().FetchAsync("GET", "/elsewhere")).Headers.Contains("TE-Error"));
}
