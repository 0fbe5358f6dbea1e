using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Bursts up to the limit, then the average rate, each key for itself.</summary>
public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_burst_up_to_the_limit_passes_and_the_next_request_is_told_when()
    {
        var limiter = new RateLimiter(new RateLimitOptions(5, TimeSpan.FromSeconds(10)), _clock);

        var passed = Enumerable.Range(0, 5).Select(_ => limiter.Count("a")).ToList();
        var refused = limiter.Count("a");

        Assert.All(passed, Assert.Null);
        Assert.Equal(("rate_limited", 429, TimeSpan.FromSeconds(2)), (refused!.Code, refused.Status, refused.RetryAfter));
    }

    [Fact]
    public void After_a_burst_one_request_passes_per_step()
    {
        var limiter = new RateLimiter(new RateLimitOptions(5, TimeSpan.FromSeconds(10)), _clock);
        Burst(limiter, 5);

        _clock.Advance(TimeSpan.FromSeconds(2));
        var (first, second) = (limiter.Count("a"), limiter.Count("a"));

        Assert.Null(first);
        Assert.NotNull(second);
    }

    [Fact]
    public void A_refused_request_costs_nothing()
    {
        var limiter = new RateLimiter(new RateLimitOptions(1, TimeSpan.FromSeconds(10)), _clock);
        Burst(limiter, 1000);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(limiter.Count("a"));
    }

    [Fact]
    public void One_key_does_not_spend_the_budget_of_another()
    {
        var limiter = new RateLimiter(new RateLimitOptions(1, TimeSpan.FromSeconds(10)), _clock);
        Burst(limiter, 3);

        Assert.Null(limiter.Count("b"));
    }

    [Fact]
    public void Zero_means_no_limit()
    {
        var limiter = new RateLimiter(new RateLimitOptions(0, TimeSpan.FromSeconds(1)), _clock);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(limiter.Count("a")));
    }

    [Fact]
    public void Idle_time_saves_up_no_more_than_one_burst()
    {
        var limiter = new RateLimiter(new RateLimitOptions(5, TimeSpan.FromSeconds(10)), _clock);
        Burst(limiter, 5);

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(5, Burst(limiter, 50));
    }

    [Fact]
    public void Whoever_waits_as_long_as_told_passes()
    {
        var limits = Gen.Choose(1, 50).SelectMany(requests => Gen.Choose(1, 3600).Select(seconds => new RateLimitOptions(requests, TimeSpan.FromSeconds(seconds))));

        RandomInput.Hold(limits.ToArbitrary(), options =>
        {
            var limiter = new RateLimiter(options, _clock);
            Burst(limiter, options.Requests);
            _clock.Advance(limiter.Count("a")!.RetryAfter!.Value);
            return limiter.Count("a") is null;
        }, tests: 200);
    }

    [Fact]
    public void Callers_at_once_get_exactly_the_limit()
    {
        var limiter = new RateLimiter(new RateLimitOptions(100, TimeSpan.FromSeconds(10)), _clock);

        var refusals = ParallelEnumerable.Range(0, 2000).Select(_ => limiter.Count("a")).ToList();

        Assert.Equal(100, refusals.Count(refusal => refusal is null));
    }

    [Fact]
    public void A_flood_of_addresses_is_forgotten_once_their_budgets_are_whole_again()
    {
        var limiter = new RateLimiter(new RateLimitOptions(5, TimeSpan.FromSeconds(10)), _clock);
        Flood(limiter, 0);
        Burst(limiter, 5);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Flood(limiter, 1);

        Assert.InRange(limiter.Keys, 2, 20_001);
        Assert.Equal(3, Burst(limiter, 50)); // of the one that was busy nothing was forgotten
    }

    private static void Flood(RateLimiter limiter, int wave)
    {
        for (var i = 0; i < 20_000; i++)
        {
            limiter.Count($"{wave} {i}");
        }
    }

    private static int Burst(RateLimiter limiter, int requests) => Enumerable.Range(0, requests).Count(_ => limiter.Count("a") is null);
}
