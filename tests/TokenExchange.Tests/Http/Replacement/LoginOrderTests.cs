using System.Text;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>
/// The property that all of this serves, over random orders of logins of any size, renewals, logouts, pauses and slow calls in one browser: the last
/// completed login is who acts, at <c>session</c> and at the API.
/// </summary>
public abstract class LoginOrderTests(params CompletedBy[] ways) : LoginStand(ways is [CompletedBy.FormPost])
{
    private const int Runs = 6;
    private const int StepsOfRun = 14;

    /// <summary>Past this a route's <c>Timeout</c> ends a call.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(100);

    private readonly CompletedBy[] _ways = ways;
    private int _slowCalls;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_last_completed_login_is_who_acts(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < Runs; run++)
        {
            var course = new Course(NewBrowser());
            for (var step = 0; step < StepsOfRun; step++)
            {
                await StepAsync(course, random);
                await course.Browser.ActsAsAsync(course.Expected, $"seed {seed}, run {run}:{course.Told}");
            }

            await PauseAsync(course, LongestCall);
            await course.Browser.ActsAsAsync(course.Expected, $"seed {seed}, run {run}, at the end:{course.Told}");
        }
    }

    private async Task StepAsync(Course course, Random random)
    {
        var browser = course.Browser;
        var user = random.Next(2) == 0 ? "alice" : "bob";
        var size = random.Next(4) switch { 0 => 0, 1 => random.Next(2_000, 3_000), 2 => 4_000, _ => 7_000 };
        switch (random.Next(8))
        {
            case 0 or 1 when course.Begun.Count < 3:
                var way = _ways[random.Next(_ways.Length)];
                course.Begun.Add((user, await BeginAsync(browser, way, user)));
                course.Note($"begin {way} {user}");
                break;
            case 2 or 3 when course.Begun.Count > 0:
                var (who, complete) = course.Begun[random.Next(course.Begun.Count)];
                course.Begun.Remove((who, complete));
                var hasCompleted = HasCompleted(await CompleteAsync(complete, size));
                course.Note($"complete {who} {size} {hasCompleted}");
                course.Expected = hasCompleted ? who : course.Expected;
                break;
            case 4 when course.Expected is not null:
                Grow(size);
                Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
                course.Note($"refresh {size}");
                break;
            case 5 when course.Expected is not null:
                await CallSlowlyAsync(course, random.Next(2) == 0);
                break;
            case 6 when random.Next(3) > 0:
                await PauseAsync(course, TimeSpan.FromSeconds(random.Next(1, 80)));
                course.Note("pause");
                break;
            case 6 or 7 when random.Next(4) == 0:
                await PauseAsync(course, LongestCall);
                Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 50)));
                course.Note("long pause");
                break;
            case 7 when random.Next(3) == 0:
                await browser.FetchAsync("POST", "/api/auth/logout");
                course.Note("logout");
                course.Expected = null;
                break;
            default:
                break;
        }

        Provider.TwistNextToken(new Emulators.Provider.TokenTwist()); // for the next token of this step alone
    }

    /// <summary>A call whose API takes a while, or longer than its route allows; it may renew the token first.</summary>
    private async Task CallSlowlyAsync(Course course, bool isTooSlow)
    {
        var takes = TimeSpan.FromSeconds(isTooSlow ? 150 : 95) + TimeSpan.FromMilliseconds(++_slowCalls); // each its own, by which it is known to wait
        Api.Faults.Add(new Fault(DelayMs: (int)takes.TotalMilliseconds, Path: "slowly"));
        var slow = course.Browser.FetchAsync("GET", "/api/proxy/echo/anything/slowly");
        await Clock.WaitForTimerAsync(takes);
        course.Slow.Add((Clock.GetUtcNow() + (isTooSlow ? LongestCall : takes), slow));
        course.Note($"slow call {isTooSlow}");
    }

    /// <summary>Lets time pass, and every call that is over by then be answered, each at its own time.</summary>
    private async Task PauseAsync(Course course, TimeSpan pause)
    {
        var end = Clock.GetUtcNow() + pause;
        foreach (var (due, answer) in course.Slow.Where(call => call.Due <= end).OrderBy(call => call.Due).ToList())
        {
            Clock.Advance(due - Clock.GetUtcNow());
            await answer;
            course.Slow.Remove((due, answer));
        }

        Clock.Advance(end - Clock.GetUtcNow());
    }

    /// <summary>What has happened in one browser.</summary>
    private sealed class Course(Browser browser)
    {
        private readonly StringBuilder _told = new();

        public Browser Browser => browser;

        public List<(string User, Func<Task<HttpResponseMessage>> Complete)> Begun { get; } = [];

        public List<(DateTimeOffset Due, Task<HttpResponseMessage> Answer)> Slow { get; } = [];

        public string? Expected { get; set; }

        public string Told => _told.ToString();

        public void Note(string what) => _told.Append(' ').Append(what).Append(';');
    }
}

/// <summary>Completed by the page and by navigations, mixed.</summary>
public sealed class LoginOrderByQueryTests() : LoginOrderTests(CompletedBy.Exchange, CompletedBy.Callback, CompletedBy.SilentCallback);

/// <summary>Completed by posted forms.</summary>
public sealed class LoginOrderByFormPostTests() : LoginOrderTests(CompletedBy.FormPost);
