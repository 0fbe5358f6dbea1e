namespace TokenExchange.Sessions;

/// <summary>What is remembered of one session's refresh tokens. Guarded by the lock of <see cref="GrantMemory"/>.</summary>
internal sealed class SessionGrants(string session, DateTimeOffset endsAt)
{
    private readonly List<KnownGrant> _known = [];

    /// <summary>The session's pseudonym.</summary>
    public string Session => session;

    /// <summary>The newest generation that a refresh has brought, and when it came.</summary>
    public (int Generation, DateTimeOffset At)? Newest { get; private set; }

    /// <summary>When an upstream last refused a token that had just come; null when none did.</summary>
    public TimeSpan? FutileAt { get; set; }

    public bool IsBusy => _known.Exists(grant => grant.Running is not null);

    /// <summary>Bytes of its sealed results.</summary>
    public long Bytes => _known.Sum(grant => grant.Result?.LongLength ?? 0);

    public KnownGrant? Find(string name) => _known.Find(grant => grant.Name == name);

    public KnownGrant Known(string name, int generation)
    {
        if (Find(name) is { } known)
        {
            return known;
        }

        known = new KnownGrant(name, generation);
        _known.Add(known);
        return known;
    }

    /// <summary>The browser has shown a token of this generation.</summary>
    public void Show(int generation)
    {
        foreach (var older in _known.Where(grant => grant.Generation < generation))
        {
            older.IsReplaced = true;
        }
    }

    /// <summary>A refresh has brought this generation.</summary>
    public void Bring(int generation, DateTimeOffset at)
    {
        if (Newest is not { } newest || newest.Generation <= generation)
        {
            Newest = (generation, at);
        }
    }

    /// <summary>
    /// Forgets refresh tokens that have served: late requests get an answer for <paramref name="late"/>, a browser that has not shown its new token for
    /// <paramref name="unseen"/>. True when nothing is left to remember of the session.
    /// </summary>
    public bool Forget(TimeSpan now, DateTimeOffset date, TimeSpan late, TimeSpan unseen)
    {
        _known.RemoveAll(grant => grant.Running is null && now > grant.Since + (grant.IsReplaced ? late : unseen));
        return _known.Count == 0 && date > endsAt;
    }
}
