using TokenExchange.Emulators;

namespace TokenExchange.Tests.Local;

/// <summary>One clock for all that share one set of services, wherever it is moved.</summary>
public sealed class SharedClockTests : IAsyncLifetime
{
    private const int Move = 400; // longer than an ID token lives

    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task Moved_at_one_gateway_it_has_moved_at_the_other_before_the_answer()
    {
        var (here, there) = (new DevClock(), new DevClock());
        var first = await _stand.AddGatewayAsync(here);
        var second = await _stand.AddGatewayAsync(there);

        await _stand.AdvanceAsync(first, Move);

        Assert.Equal((Moved(_stand.Clock), Moved(_stand.Clock)), (Moved(here), Moved(there)));
        Assert.Null(await SignInAsync(second));
        Assert.Null(await SignInAsync(first));
    }

    [Fact]
    public async Task Moved_at_both_it_has_moved_twice_for_both()
    {
        var first = await _stand.AddGatewayAsync();
        var second = await _stand.AddGatewayAsync();

        await _stand.AdvanceAsync(first, Move);
        await _stand.AdvanceAsync(second, Move);

        Assert.Null(await SignInAsync(first));
        Assert.Null(await SignInAsync(second));
        Assert.Equal(2 * Move, Moved(_stand.Clock));
    }

    [Fact]
    public async Task A_gateway_that_comes_later_is_on_time()
    {
        var first = await _stand.AddGatewayAsync();
        await _stand.AdvanceAsync(first, Move);

        var late = await _stand.AddGatewayAsync();

        Assert.Null(await SignInAsync(late));
    }

    [Fact]
    public async Task Moved_at_the_services_themselves_it_has_moved_for_every_gateway()
    {
        var gateway = await _stand.AddGatewayAsync();

        await _stand.AdvanceAsync(_stand.Control, Move);

        Assert.Null(await SignInAsync(gateway));
    }

    [Fact]
    public async Task Moved_at_a_gateway_beside_the_services_it_has_moved_for_those_in_other_processes()
    {
        var whole = await _stand.AddWholeAsync();
        var other = await _stand.AddGatewayAsync();

        await _stand.AdvanceAsync(whole, Move);

        Assert.Null(await SignInAsync(other));
        Assert.Null(await SignInAsync(whole));
    }

    [Fact]
    public async Task Moves_at_the_same_time_add_up_everywhere()
    {
        var (here, there) = (new DevClock(), new DevClock());
        var first = await _stand.AddGatewayAsync(here);
        var second = await _stand.AddGatewayAsync(there);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _stand.AdvanceAsync(i % 2 == 0 ? first : second, Move)));

        Assert.Equal((20 * Move, 20 * Move, 20 * Move), (Moved(_stand.Clock), Moved(here), Moved(there)));
    }

    [Fact]
    public async Task Where_no_services_answer_the_gateway_moves_its_own()
    {
        var clock = new DevClock();
        var lonely = await _stand.AddGatewayAsync(clock, "--LocalHost:Services=http://127.0.0.1:1");

        await _stand.AdvanceAsync(lonely, Move);
        var (refused, _) = await _stand.TurnAsync(lonely, "POST", "clock", """{"advanceSeconds":-1}""");
        var (other, text) = await _stand.TurnAsync(lonely, "GET", "provider/log");

        Assert.Equal(Move, Moved(clock));
        Assert.Equal((400, 502), (refused, other));
        Assert.Contains("http://127.0.0.1:1", text, StringComparison.Ordinal);
    }

    private static async Task<string?> SignInAsync(string gateway)
    {
        using var user = new LocalUser(gateway);
        return await user.SignInAsync();
    }

    /// <summary>How far it is ahead, to the minute: the rest is how long this took.</summary>
    private static int Moved(DevClock clock) => (int)Math.Round((clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).TotalSeconds / 50) * 50;
}
