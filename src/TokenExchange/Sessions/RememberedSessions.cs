namespace TokenExchange.Sessions;

/// <summary>
/// The sessions that an instance remembers, bounded in number and bytes: beyond the bounds those are dropped that were used longest ago. Guarded by the lock of
/// <see cref="GrantMemory"/>.
/// </summary>
internal sealed class RememberedSessions
{
    /// <summary>Sessions that are remembered at most.</summary>
    public const int MostSessions = 10_000;

    /// <summary>Bytes of sealed results that are kept at most.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    private readonly Dictionary<string, LinkedListNode<SessionGrants>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<SessionGrants> _oldestFirst = [];

    public int Count => _nodes.Count;

    public long Bytes { get; private set; }

    /// <summary>What is known of the session; null when nothing is.</summary>
    public SessionGrants? Find(string pseudonym) => _nodes.GetValueOrDefault(pseudonym)?.Value;

    /// <summary>What is known of the session, from now on, as the one that was used last.</summary>
    public SessionGrants Use(Session session)
    {
        var pseudonym = session.Pseudonym;
        if (_nodes.TryGetValue(pseudonym, out var node))
        {
            _oldestFirst.Remove(node);
        }
        else
        {
            node = new(new SessionGrants(pseudonym, DateTimeOffset.FromUnixTimeSeconds(session.EndsAt)));
            _nodes.Add(pseudonym, node);
        }

        _oldestFirst.AddLast(node);
        Trim();
        return node.Value;
    }

    /// <summary>Keeps the sealed result of a refresh.</summary>
    public void Keep(KnownGrant known, byte[] result)
    {
        known.Result = result;
        Bytes += result.LongLength;
        Trim();
    }

    /// <summary>Forgets whatever has served by its age.</summary>
    /// <param name="forget">Forgets what has served of one session; true when nothing is left of it.</param>
    public void Sweep(Func<SessionGrants, bool> forget)
    {
        foreach (var node in _nodes.Values.ToList())
        {
            var before = node.Value.Bytes;
            var isOver = forget(node.Value);
            Bytes -= before - node.Value.Bytes;
            if (isOver)
            {
                Drop(node);
            }
        }
    }

    /// <summary>Drops no session whose refresh runs (a second one would use its token twice), nor the one that is being used.</summary>
    private void Trim()
    {
        for (var node = _oldestFirst.First; node != _oldestFirst.Last && (Count > MostSessions || Bytes > MostBytes);)
        {
            var next = node!.Next;
            if (!node.Value.IsBusy)
            {
                Drop(node);
            }

            node = next;
        }
    }

    private void Drop(LinkedListNode<SessionGrants> node)
    {
        Bytes -= node.Value.Bytes;
        _nodes.Remove(node.Value.Session);
        _oldestFirst.Remove(node);
    }
}
