namespace TokenExchange.Proxy;

/// <summary>The calls of one route that may run at a time. A place that was taken is given back by disposing it; it is this object, so that no call allocates one.</summary>
/// <param name="most">Their number; 0: any.</param>
internal sealed class Places(int most) : IDisposable
{
    private int _taken;

    /// <summary>Takes a place; null when there is none.</summary>
    public IDisposable? Take()
    {
        if (most == 0 || Interlocked.Increment(ref _taken) <= most)
        {
            return this;
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    /// <summary>Gives a place back.</summary>
    public void Dispose()
    {
        if (most > 0)
        {
            Interlocked.Decrement(ref _taken);
        }
    }
}
