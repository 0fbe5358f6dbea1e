using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What a key that stays in the vault costs: every call to the vault, counted. docs/costs.md has the prices.</summary>
[StateIndependent]
public sealed class VaultKeyCostTests : TestStand
{
    public VaultKeyCostTests()
        : base(settings =>
        {
            settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
            settings["TokenExchange:Provider:Credential:SecretName"] = null;
            settings["TokenExchange:Provider:Credential:KeyName"] = "client-key";
        })
    {
        Vault.Keys.Create("client-key");
        Provider.AcceptAssertions(async cancellationToken => await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).Content.ReadAsStringAsync(cancellationToken));
    }

    [Fact]
    public async Task A_login_costs_one_signature_and_no_other_call()
    {
        await this.StartFirstAsync();
        await NewBrowser().SignInAsync();

        Assert.Equal(["sign"], await CallsOfAsync(() => NewBrowser().SignInAsync()));
    }

    [Fact]
    public async Task A_refresh_and_a_logout_cost_one_each_and_everything_else_none()
    {
        await this.StartFirstAsync();
        var browser = NewBrowser();
        await browser.SignInAsync();

        Assert.Empty(await CallsOfAsync(() => browser.FetchAsync("GET", "/api/proxy/echo/anything")));
        Assert.Empty(await CallsOfAsync(() => browser.FetchAsync("GET", "/api/auth/session")));
        Assert.Equal(["sign"], await CallsOfAsync(() => browser.FetchAsync("POST", "/api/auth/refresh")));
        Assert.Equal(["sign"], await CallsOfAsync(() => browser.FetchAsync("POST", "/api/auth/logout")));
    }

    private async Task<IReadOnlyList<string>> CallsOfAsync<T>(Func<Task<T>> action)
    {
        var before = Log.Of("vault").Count;
        await action();
        return [.. Log.Of("vault").Skip(before).Select(row => row.Endpoint)];
    }
}
