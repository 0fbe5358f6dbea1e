using Microsoft.Extensions.Configuration;
using TokenExchange.Emulators.Wire;
using TokenExchange.Health;
using TokenExchange.SharedState;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.SharedState;

/// <summary>What readiness says of the shared state.</summary>
public sealed class SharedStateHealthTests : TestStand
{
    public SharedStateHealthTests()
        : base(StandSettings.Share)
    {
    }

    [Fact]
    public async Task A_store_that_fails_degrades_the_instance_and_leaves_it_ready()
    {
        await NewBrowser().SignInAsync();
        Assert.Equal((200, "ok"), await ReadyAsync());

        Storage.Faults.Add(new Fault(Status: 403, Count: 1000));
        await NewBrowser().SendBareAsync("POST", "/api/auth/login");
        await ((ISharedState)Inside.GetService(typeof(ISharedState))!).GetAsync("k", default).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal((200, "degraded"), await ReadyAsync());
    }

    [Theory]
    [InlineData(false, "ok")]
    [InlineData(true, "degraded")]
    public void Memory_is_degraded_where_the_platform_starts_several_instances(bool mayBeSeveral, string status)
    {
        var entry = new SharedStateHealth(new MemorySharedState(Clock), new Scale(mayBeSeveral)).Check();

        Assert.Equal(status, entry.Status);
        Assert.Contains("memory, one instance only", entry.Note!.Replace(":", ",", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("WEBSITE_INSTANCE_ID=a1", true)]
    [InlineData("CONTAINER_NAME=dev", false)]
    [InlineData("CONTAINER_NAME=a1 WEBSITE_SITE_NAME=app", true)]
    [InlineData("WEBSITE_POD_NAME=a1 WEBSITE_SITE_NAME=app", true)]
    [InlineData("SCALE=1", false)]
    [InlineData("SCALE=3", true)]
    [InlineData("SCALE=many", false)]
    public void Several_instances_are_announced_by_the_environment(string variables, bool mayBeSeveral)
    {
        var environment = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])));

        Assert.Equal(mayBeSeveral, Scale.Read(environment.Build()).MayBeSeveral);
    }

    private async Task<(int Status, string? SharedState)> ReadyAsync()
    {
        var answer = await NewBrowser().SendBareAsync("GET", "/api/health/ready");
        return ((int)answer.StatusCode, (await answer.JsonAsync()).GetProperty("checks").GetProperty("sharedState").GetProperty("status").GetString());
    }
}
