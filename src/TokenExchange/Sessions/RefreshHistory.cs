namespace TokenExchange.Sessions;

/// <summary>
/// What this instance remembers of recent refreshes: which sessions have newer tokens, whose provider failed a moment ago, whose new tokens an upstream
/// refuses. Holds no token. Bounded: beyond <see cref="MostSessions"/> those sessions are forgotten that were used longest ago.
/// </summary>
internal sealed class RefreshHistory(TimeProvider clock)
{
    /// <summary>Most sessions that are remembered.</summary>
    public const int MostSessions = 10_000;

    /// <summary>How long a provider that failed is not asked again by callers whose access token lives.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>How long the tokens of a session are not refreshed because an upstream refuses them.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Session, SessionRefreshes Known)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Session, SessionRefreshes Known)> _oldestFirst = [];

    /// <summary>How many sessions are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _nodes.Count;
            }
        }
    }

    /// <summary>Whether a refresh with this refresh token failed a moment ago.</summary>
    public bool FailedLately(RefreshGrant grant) =>
        Find(grant.Pseudonym) is { } known && known.FailedGeneration == grant.Generation && clock.GetElapsedTime(known.FailedAt) < PauseAfterFailure;

    /// <summary>Whether the provider has refused this refresh token before, without ending the session.</summary>
    public bool WasRefused(RefreshGrant grant) => Find(grant.Pseudonym) is { WasRefused: true } known && known.FailedGeneration == grant.Generation;

    /// <summary>Whether a refresh would be of no use: an upstream refused a token of this session that had just been refreshed.</summary>
    public bool IsRefreshUseless(Session session) =>
        Find(session.Pseudonym)?.UselessAt is { } at && clock.GetElapsedTime(at) < PauseAfterRefusal;

    /// <summary>An upstream refused the token that was refreshed a moment ago.</summary>
    public void ReportUseless(Session session) => Change(session.Pseudonym, known => known with { UselessAt = clock.GetTimestamp() });

    /// <summary>Whether newer tokens of this session were received after a moment: cookies that were written then are old.</summary>
    public bool HasNewerTokens(Session session, DateTimeOffset than) => Find(session.Pseudonym)?.NewestAt > than;

    /// <summary>Whether a newer refresh token of this session was received.</summary>
    public bool IsReplaced(RefreshGrant grant) => Find(grant.Pseudonym) is { NewestAt: not null } known && grant.Generation < known.NewestGeneration;

    /// <summary>A refresh has brought this refresh token.</summary>
    public void ReportReceived(RefreshGrant grant) => Change(grant.Pseudonym, known =>
        known.NewestAt is null || known.NewestGeneration < grant.Generation ? known with { NewestGeneration = grant.Generation, NewestAt = clock.GetUtcNow() } : known);

    /// <summary>A refresh with this refresh token failed.</summary>
    public void ReportFailed(RefreshGrant grant, bool isRefusal) => Change(grant.Pseudonym, known => known with
    {
        FailedGeneration = grant.Generation,
        FailedAt = clock.GetTimestamp(),
        WasRefused = isRefusal || (known.WasRefused && known.FailedGeneration == grant.Generation),
    });

    private SessionRefreshes? Find(string session)
    {
        lock (_gate)
        {
            return _nodes.TryGetValue(session, out var node) ? node.Value.Known : null;
        }
    }

    private void Change(string session, Func<SessionRefreshes, SessionRefreshes> change)
    {
        lock (_gate)
        {
            var known = new SessionRefreshes();
            if (_nodes.Remove(session, out var node))
            {
                _oldestFirst.Remove(node);
                known = node.Value.Known;
            }

            _nodes.Add(session, _oldestFirst.AddLast((session, change(known))));
            while (_nodes.Count > MostSessions)
            {
                _nodes.Remove(_oldestFirst.First!.Value.Session);
                _oldestFirst.RemoveFirst();
            }
        }
    }
}
