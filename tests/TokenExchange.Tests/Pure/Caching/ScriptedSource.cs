using System.Threading.Channels;
using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>A source whose every fetch waits until the test answers it, and the value that stands before it.</summary>
internal sealed class ScriptedSource
{
    private readonly Channel<Fetch> _fetches = Channel.CreateUnbounded<Fetch>();
    private readonly TimeSpan _coolDown = TimeSpan.FromSeconds(30);
    private int _count;
    private int _failures;

    public ScriptedSource(TimeSpan? staleWait = null)
    {
        Policy = new RefreshPolicy
        {
            FreshFor = TimeSpan.FromMinutes(10),
            UsableFor = TimeSpan.FromHours(1),
            CoolDown = _coolDown,
            CoolDownCeiling = TimeSpan.FromMinutes(2),
        };
        Policy = Policy with { StaleWait = staleWait ?? Policy.StaleWait };
        Value = Create(FetchAsync, _ => Interlocked.Increment(ref _failures));
    }

    public ManualClock Clock { get; } = new();

    public RefreshPolicy Policy { get; }

    public RefreshingValue<string> Value { get; }

    /// <summary>How often the source was asked.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How often the failure was reported.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Another value with this policy and clock.</summary>
    public RefreshingValue<string> Create(Func<string?, CancellationToken, Task<string>> fetch, Action<Exception> failed) =>
        new(Policy, new RefreshSource<string> { Fetch = fetch, Failed = failed, Outage = Catalogue.ProviderUnavailable }, Clock);

    /// <summary>The next fetch that arrives.</summary>
    public Task<Fetch> NextAsync() => _fetches.Reader.ReadAsync().AsTask().WaitAsync(WaitLimit.Longest);

    /// <summary>Fills the cache.</summary>
    public async Task FillAsync(string text)
    {
        var caller = Value.GetAsync(CancellationToken.None).AsTask();
        (await NextAsync()).Bring(text);
        await caller.WaitAsync(WaitLimit.Longest);
    }

    /// <summary>Fills the cache and lets it grow old, then lets one attempt fail.</summary>
    public async Task FillAndFailAsync(string text, TimeSpan age)
    {
        await FillAsync(text);
        Clock.Advance(age);
        var caller = Value.GetAsync(CancellationToken.None).AsTask();
        (await NextAsync()).Fail();
        await caller.WaitAsync(WaitLimit.Longest);
        await UntilAsync(() => Value.IsFailing);
    }

    /// <summary>Waits until what runs behind has happened.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        for (var i = 0; !happened(); i++)
        {
            Assert.True(i < 5_000_000, "What runs behind did not happen.");
            await Task.Yield();
        }
    }

    private Task<string> FetchAsync(string? known, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var fetch = new Fetch(known, cancellationToken);
        _fetches.Writer.TryWrite(fetch);
        return fetch.Answer;
    }
}

/// <summary>One question to the source.</summary>
internal sealed class Fetch(string? known, CancellationToken deadline)
{
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Known { get; } = known;

    public CancellationToken Deadline { get; } = deadline;

    public Task<string> Answer => _answer.Task;

    public void Bring(string text) => _answer.SetResult(text);

    public void Fail() => _answer.SetException(new IOException("The source is down."));
}
