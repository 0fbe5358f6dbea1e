using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>The store hangs while users sign in, call, refresh and sign out.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    [AzuriteFact]
    public async Task Nobody_is_signed_out_and_what_ended_meanwhile_is_ended_everywhere_afterwards()
    {
        await using var instances = await Instances.StartAsync();
        using var user = instances.NewUser();
        await user.SignInAsync();
        using var leaver = instances.NewUser();
        await leaver.SignInAsync(new { loginHint = "bob" });
        using var thief = leaver.Copy();
        await instances.Store.SuspendAsync();

        for (var round = 0; round < 5; round++)
        {
            await QuicklyAsync(user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x"));
            await QuicklyAsync(user.CallAsync(HttpMethod.Post, "/api/auth/refresh"));
        }

        using var newcomer = instances.NewUser();
        await newcomer.SignInAsync();
        await QuicklyAsync(leaver.CallAsync(HttpMethod.Post, "/api/auth/logout"));
        var ready = await newcomer.CallAsync(HttpMethod.Get, "/api/health/ready");
        await instances.Store.ResumeAsync();

        Assert.Equal(HttpStatusCode.OK, ready.Status);
        foreach (var gateway in instances.Gateways)
        {
            await Until.TrueAsync("the end of the session on every gateway", async () =>
            {
                using var leaves = leaver.Copy();
                leaves.Instance = leaver.Instance;
                await leaves.CallAsync(HttpMethod.Get, "/api/auth/session"); // traffic at the gateway that has something to write
                using var copy = thief.Copy();
                copy.Instance = gateway.Listening;
                return (await copy.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x")).Status == HttpStatusCode.Unauthorized;
            });
        }

        foreach (var signedIn in new[] { user, newcomer })
        {
            signedIn.Instance = instances.Next();
            await QuicklyAsync(signedIn.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x"));
        }
    }

    private static async Task QuicklyAsync(Task<Answer> call)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await call;
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < LongestAnswer);
    }
}
