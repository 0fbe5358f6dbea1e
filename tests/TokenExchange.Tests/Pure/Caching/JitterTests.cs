namespace TokenExchange.Tests.Pure;

/// <summary>Instances that started together must not ask the source together.</summary>
public sealed class JitterTests
{
    [Fact]
    public async Task The_moment_of_the_refresh_differs_between_instances()
    {
        var asked = 0;
        for (var i = 0; i < 40; i++)
        {
            var instance = new ScriptedSource();
            await instance.FillAsync("one");
            instance.Clock.Advance(instance.Policy.FreshFor * 0.85);
            await instance.Value.GetAsync(CancellationToken.None);
            asked += await SettledCountAsync(instance) - 1;
        }

        Assert.InRange(asked, 1, 39);
    }

    private static async Task<int> SettledCountAsync(ScriptedSource instance)
    {
        for (var i = 0; i < 200 && instance.Count < 2; i++)
        {
            await Task.Yield();
        }

        return instance.Count;
    }
}
