namespace TokenExchange.Caching;

/// <summary>The value that was kept before the start, for the first fetch alone. Not thread-safe: one fetch runs at a time.</summary>
/// <param name="restore">Gets it; null when nothing is kept.</param>
/// <param name="usableFor">Age at which it is refused.</param>
internal sealed class KeptOnce<T>(Func<CancellationToken, Task<Kept<T>?>>? restore, TimeSpan usableFor)
{
    private bool _isTaken;

    public async Task<Kept<T>?> TakeAsync(CancellationToken cancellationToken)
    {
        if (_isTaken || restore is null)
        {
            return null;
        }

        _isTaken = true;
        return await restore(cancellationToken).WaitAsync(cancellationToken) is { } kept && kept.Age < usableFor ? kept : null;
    }
}
