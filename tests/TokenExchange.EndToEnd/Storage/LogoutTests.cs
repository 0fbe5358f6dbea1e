using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>What one gateway process ends is ended on the others.</summary>
public sealed class LogoutTests
{
    [AzuriteFact]
    public async Task A_logout_is_known_at_once_here_and_within_the_poll_interval_elsewhere()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        var copy = user.Copy();

        await user.CallAsync(HttpMethod.Post, "/api/auth/logout");

        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.Copy().CallAsync(HttpMethod.Get, Instances.Echo)).Status);
        await instances.RefusedByAllAsync(copy);
    }

    [AzuriteFact]
    public async Task A_back_channel_logout_is_known_at_once_here_and_within_the_poll_interval_elsewhere()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        var subject = (await user.SessionAsync()).Json.GetProperty("claims").GetProperty("sub").GetString();
        user.Instance = instances.Gateways[0].Listening;
        instances.Network.LeadTo(user.Instance);

        await instances.Services.ControlAsync(HttpMethod.Post, "provider/logout", new { sub = subject });

        Assert.Equal(HttpStatusCode.Unauthorized, (await user.Copy().CallAsync(HttpMethod.Get, Instances.Echo)).Status);
        await instances.RefusedByAllAsync(user);
    }

    [AzuriteFact]
    public async Task A_logout_wins_over_a_refresh_that_runs_on_another_gateway()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        var old = user.Copy();
        await instances.TokenFaultAsync(delayMs: 2_000);
        var refreshing = user.Copy();
        refreshing.Instance = instances.Gateways[0].Listening;
        var refresh = refreshing.CallAsync(HttpMethod.Post, "/api/auth/refresh");
        await instances.RefreshesAsync(1);
        user.Instance = instances.Gateways[1].Listening;

        var logout = await user.CallAsync(HttpMethod.Post, "/api/auth/logout");

        Assert.Equal(HttpStatusCode.OK, logout.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await refresh).Status);
        Assert.NotEqual(0, await instances.Services.ProviderCallsAsync("revoke"));
        await instances.RefusedByAllAsync(old);
        await instances.RefusedByAllAsync(refreshing);
    }
}
