using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>The local host as a process: what it says when it is ready, and how it ends.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10); // a third of what the framework would wait

    [Fact]
    public async Task A_gateway_alone_says_what_it_uses()
    {
        await using var services = await LocalHost.StartAsync();
        var (child, ready) = await Child.StartAsync(
            "dotnet",
            [
                Path.Combine(LocalHost.Folder, "TokenExchange.LocalHost.dll"), "--only=gateway",
                "--LocalHost:Ports:Gateway=0", "--LocalHost:Ports:Provider=0", "--LocalHost:Ports:Vault=0", "--LocalHost:Ports:Api=0",
                $"--LocalHost:Services={services.Provider}", $"--LocalHost:Vault:CertificateThumbprint={services.VaultThumbprint}",
                $"--TokenExchange:Provider:Authority={services.Provider}", $"--TokenExchange:KeyVault:Uri={services.Vault}",
            ],
            LocalHost.Folder);
        await using var gateway = child;

        Assert.Equal((services.Provider, services.Vault), (ready.GetProperty("provider").GetString(), ready.GetProperty("vault").GetString()));
        Assert.Null(ready.GetProperty("api").GetString());
    }

    [SignalFact]
    public async Task It_ends_soon_while_somebody_listens_to_a_stream()
    {
        await using var host = await LocalHost.StartAsync();
        using var user = new WebUser(host);
        await user.SignInAsync();
        var stream = user.CallAsync(HttpMethod.Get, "/api/proxy/echo/events?count=100&delayMs=60000");
        await Until.TrueAsync("the stream has begun", async () => (await host.ApiLogAsync()).Count > 0);

        Assert.Equal(0, await host.TerminateAsync().WaitAsync(Soon, TimeProvider.System));
        await Assert.ThrowsAsync<HttpRequestException>(() => stream);
    }
}
