using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>Three instances behind one address, which share a store and nothing in memory. Every refresh token can be used once; a second use ends its family.</summary>
public abstract class InstancesStand : TestStand
{
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    internal const string Echo = "/api/proxy/echo/anything";

    private const string Host = "app.example.test";

    /// <summary>The first pause between two looks at what another instance does.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>Only so that a broken test fails instead of hanging.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60);

    private readonly Balancer _balancer;

    private protected InstancesStand(Action<Dictionary<string, string?>>? configure = null)
        : base(settings =>
        {
            StandSettings.Share(settings);
            configure?.Invoke(settings);
        })
    {
        List<HttpMessageHandler> instances = [Network[Host]];
        for (var i = 1; i < 3; i++)
        {
            AddGatewayAsync(Host);
            instances.Add(Network[Host]);
        }

        _balancer = new Balancer(instances);
        Network.Add(Host, _balancer);
        Provider.Grants.Rules = new RefreshRules(Rotate: true, ReuseDetection: true);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _balancer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>From now on requests go to this instance.</summary>
    internal void Use(int instance) => _balancer.Only = instance;

    /// <summary>From now on requests go to the instances in turn.</summary>
    internal void UseAll() => _balancer.Only = null;

    /// <summary>Token calls that refresh.</summary>
    internal int Refreshes => Log.Of("provider").Count(row => row.Endpoint == "token" && row.Form["grant_type"] == "refresh_token");

    /// <summary>How many calls of this operation reached the store; of all when none is named.</summary>
    internal int StoreCalls(string? operation = null) => Log.Of("storage").Count(row => operation is null || row.Endpoint == operation);

    /// <summary>Every instance has opened the cookie and read the log.</summary>
    internal async Task SeenByAllAsync(Browser browser)
    {
        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Echo)).StatusCode);
        }
    }

    internal async Task RefusedByAllAsync(Browser browser)
    {
        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Copy().FetchAsync("GET", Echo)).StatusCode);
        }
    }

    /// <summary>
    /// Lets the time pass that instances wait for each other, until the task is over: a tenth of a second at a time, whenever an instance waits and everything
    /// else that was begun has come as far as it can.
    /// </summary>
    internal async Task<T> WaitForEachOtherAsync<T>(Task<T> task)
    {
        for (var passed = TimeSpan.Zero; passed < LongestWait && !task.IsCompleted; passed += Step)
        {
            if (Clock.TimersWithin(LongestPause) == 0)
            {
                await Task.WhenAny(task, Clock.WaitForTimerAsync(Step), Clock.WaitForTimerAsync(2 * Step), Clock.WaitForTimerAsync(4 * Step), Clock.WaitForTimerAsync(8 * Step)).WaitAsync(Stuck);
            }

            await this.PassAsync(task, Step);
        }

        return await task.WaitAsync(Stuck);
    }

    /// <summary>Lets half a second pass, in which attempts that failed are repeated.</summary>
    internal async Task LetAttemptsPassAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await this.SettledAsync();
            Clock.Advance(Step);
        }

        await this.SettledAsync();
    }

    private sealed class Balancer(IReadOnlyList<HttpMessageHandler> instances) : HttpMessageHandler
    {
        private readonly List<HttpMessageInvoker> _instances = [.. instances.Select(instance => new HttpMessageInvoker(instance, disposeHandler: false))];
        private int _next = -1;

        public int? Only { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _instances[Only ?? (Interlocked.Increment(ref _next) % _instances.Count)].SendAsync(request, cancellationToken);
    }
}
