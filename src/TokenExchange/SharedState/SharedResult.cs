namespace TokenExchange.SharedState;

/// <summary>What a caller of <see cref="SharedTaskRunner{T}"/> is given.</summary>
internal abstract record SharedResult<T>
    where T : class
{
    private SharedResult()
    {
    }

    /// <summary>The result. It is late when the work was over before this caller came.</summary>
    public sealed record Done(T Result, bool IsLate) : SharedResult<T>;

    /// <summary>Another instance is doing the work now.</summary>
    public sealed record RunsElsewhere : SharedResult<T>;

    /// <summary>There is a result that is not given to this caller: it is too old, or was sealed for somebody else.</summary>
    public sealed record Denied : SharedResult<T>;
}
