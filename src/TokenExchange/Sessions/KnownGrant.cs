namespace TokenExchange.Sessions;

/// <summary>What is remembered of one refresh token: the refresh it was used for, and the token it came from until the browser shows that it has this one.</summary>
internal sealed class KnownGrant(DateTimeOffset knownSince)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _since = knownSince;
    private volatile Task<Renewal>? _refresh;
    private volatile bool _isReplaced;

    /// <summary>When it was last refreshed in vain; null when it was not.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>The grant whose refresh brought this one.</summary>
    public KnownGrant? Before { get; set; }

    /// <summary>The refresh that runs or has run; null for a token that was only given out.</summary>
    public Task<Renewal>? Refresh => _refresh;

    /// <summary>The browser has shown this token: the one before it is kept for late requests alone.</summary>
    public void Show()
    {
        if (Before is { } before)
        {
            before._isReplaced = true;
            Before = null;
        }
    }

    /// <summary>The one refresh of this token; whoever comes first starts it.</summary>
    public Task<Renewal> RefreshOnceAsync(DateTimeOffset now, Func<Task<Renewal>> start)
    {
        lock (_gate)
        {
            if (_refresh is null)
            {
                _since = now;
                _refresh = start();
            }

            return _refresh;
        }
    }

    /// <summary>Whether it has served: late requests get an answer for <paramref name="late"/>, a browser that never got its own for longer.</summary>
    public bool IsForgotten(DateTimeOffset now, TimeSpan late, TimeSpan unseen) =>
        _refresh is null or { IsCompleted: true } && now > _since + (_isReplaced ? late : unseen + late);
}
