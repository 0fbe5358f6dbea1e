namespace TokenExchange.SharedState;

/// <summary>Work that must run once for its key, on whichever instance, and whose result is given to everybody who asks for it.</summary>
/// <typeparam name="T">The result.</typeparam>
internal interface ISharedTask<T>
    where T : class
{
    /// <summary>The name of the claim and of the result; a keyed hash that says nothing about users.</summary>
    string Key { get; }

    /// <summary>How long the result is kept.</summary>
    TimeSpan TimeToLive { get; }

    /// <summary>Does the work. Not cancelled by a caller.</summary>
    Task<T> RunAsync();

    /// <summary>The sealed result; null when it is not kept, so that the next caller runs the work again.</summary>
    byte[]? Seal(T result);

    /// <summary>The result; null when the bytes were sealed for somebody else.</summary>
    T? Open(ReadOnlyMemory<byte> value);

    /// <summary>Whether a result of this age may still be given to a caller.</summary>
    Task<bool> MayReplayAsync(T result, TimeSpan age);

    /// <summary>Whether the work is done again, without a claim, when its result is too old for a replay or does not open.</summary>
    bool RunsAgain { get; }

    /// <summary>Called on the instance that did the work, once the result can be read by the others.</summary>
    Task OnStoredAsync(T result);
}
