using System.Collections.Concurrent;
using TokenExchange.Failures;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// The payloads of tickets: sealed, in shared state, and those used lately in memory too, so that calls in steady state do not read the store. An entry
/// never changes: other content has another ticket.
/// </summary>
internal sealed class TicketStore(ISharedState state, TicketSeal seal, TimeProvider clock, CappedLogger<TicketStore> logger)
{
    /// <summary>Bounded like the results of refreshes: 64 MB are 2,000 payloads of 32 KB.</summary>
    private readonly RecentResults _recent = new(clock);

    private readonly ConcurrentDictionary<string, Lazy<Task<ReadOnlyMemory<byte>?>>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Stores a payload. Not cancelled by a caller: tokens that were rotated must not be lost.</summary>
    /// <returns>Whether this caller has written it; otherwise it was there, or another caller did.</returns>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public async Task<bool> PutAsync(TicketPlace place, string secret, byte[] payload, TimeSpan timeToLive)
    {
        var name = seal.NameOf(secret);
        if (_recent.Find(name) is not null)
        {
            return false;
        }

        var (call, isOwn) = Once("put " + name, async () =>
        {
            var frame = seal.Close(place, secret, payload);
            await state.PutAsync(name, frame, timeToLive, CancellationToken.None);
            Keep(name, frame, timeToLive);
            return null;
        });
        await call;
        return isOwn;
    }

    /// <summary>The payload; null when there is none, or it was written by somebody else or for another place.</summary>
    /// <exception cref="OutageException">The store did not answer, and the payload is not in memory.</exception>
    public async Task<byte[]?> GetAsync(TicketPlace place, string secret, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var name = seal.NameOf(secret);
        if (_recent.Find(name) is { } known)
        {
            return seal.Open(place, secret, known.Value.Span);
        }

        var (call, _) = Once("get " + name, async () => (await state.GetAsync(name, CancellationToken.None))?.Value);
        if (await call.WaitAsync(cancellationToken) is not { } frame || seal.Open(place, secret, frame.Span) is not { } payload)
        {
            return null;
        }

        Keep(name, frame, timeToLive);
        return payload;
    }

    /// <summary>The names of the payloads that a ticket stands for: its own and the one before, which late requests may still carry.</summary>
    public IEnumerable<string> NamesOf(Ticket? ticket) =>
        ticket is null ? [] : ticket.Before is { } before ? [seal.NameOf(ticket.Secret), before] : [seal.NameOf(ticket.Secret)];

    /// <summary>Deletes payloads that are not needed any more. One that cannot be deleted expires.</summary>
    public Task DeleteAsync(IEnumerable<string> names) => Task.WhenAll(names.Select(DeleteAsync));

    /// <summary>Whether this instance holds the payload; state that is not shared holds all.</summary>
    public bool IsInMemory(string name) => !state.IsShared || _recent.Find(name) is not null;

    private async Task DeleteAsync(string name)
    {
        _recent.Drop(name);
        try
        {
            await state.DeleteAsync(name, CancellationToken.None);
        }
        catch (OutageException outage)
        {
            logger.PayloadNotDeleted(outage.Failure.Reason);
        }
    }

    /// <summary>State that is not shared is in memory already.</summary>
    private void Keep(string name, ReadOnlyMemory<byte> frame, TimeSpan timeToLive)
    {
        if (state.IsShared)
        {
            _recent.Put(name, frame, timeToLive);
        }
    }

    /// <summary>One call to the store for requests that need it at the same time.</summary>
    private (Task<ReadOnlyMemory<byte>?> Call, bool IsOwn) Once(string key, Func<Task<ReadOnlyMemory<byte>?>> call)
    {
        var own = new Lazy<Task<ReadOnlyMemory<byte>?>>(RunAsync);
        var first = _underWay.GetOrAdd(key, own);
        return (first.Value, ReferenceEquals(first, own));

        async Task<ReadOnlyMemory<byte>?> RunAsync()
        {
            try
            {
                return await call();
            }
            finally
            {
                _underWay.TryRemove(key, out _);
            }
        }
    }
}
