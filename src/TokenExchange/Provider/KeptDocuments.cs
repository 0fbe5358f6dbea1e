using System.Collections.Concurrent;
using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Secrets;
using TokenExchange.SharedState;

namespace TokenExchange.Provider;

/// <summary>
/// The provider's documents as they were last fetched, in the shared state: an instance starts from them without the network, also while the provider is
/// down. An HMAC under a key of ours makes a document that somebody else wrote, or that belongs to another issuer or address, as good as absent.
/// </summary>
/// <remarks>The HMAC key belongs to a version of the session key. When another version becomes the newest usable one, each document is written again under it.</remarks>
internal sealed class KeptDocuments
{
    public const string Discovery = "discovery";
    public const string SigningKeys = "signing-keys";

    /// <summary>How far the clock of the instance that fetched may be ahead.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly QueuedWrites _writes = new();
    private readonly ISharedState _state;
    private readonly KeysOfSecret _keys;
    private readonly ProviderOptions _provider;
    private readonly TimeProvider _clock;

    public KeptDocuments(ISharedState state, KeysOfSecret keys, ProviderOptions provider, TimeProvider clock)
    {
        (_state, _keys, _provider, _clock) = (state, keys, provider, clock);
        keys.OnRead(KeepUnderNewest);
    }

    /// <summary>Ends when all writes have, and never fails.</summary>
    public Task Writes => _writes.All;

    /// <summary>Keeps what was fetched now. Its caller does not wait: a store that hangs must not hold up those who wait for the document.</summary>
    public void Keep(string name, string text, TimeSpan usableFor)
    {
        if (!_state.IsShared || !DocumentEntry.Fits(text))
        {
            _held.TryRemove(name, out _);
            return;
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds()); // as it is read back
        var held = new Held(new FetchedDocument(text, now, Key: null), usableFor);
        _held[name] = held;
        _writes.Enqueue(() => WriteAsync(name, held));
    }

    /// <summary>The document; null when there is none, or none that can be trusted or used.</summary>
    public async Task<FetchedDocument?> FindAsync(string name, TimeSpan usableFor, CancellationToken cancellationToken)
    {
        if (!_state.IsShared)
        {
            return null;
        }

        try
        {
            var entry = new DocumentEntry(name, _provider);
            return await _state.GetAsync(entry.StateKey, cancellationToken) is { } stored
                ? Usable(entry.Decode(stored.Value, await _keys.GetAsync(cancellationToken)), usableFor)
                : null;
        }
        catch (OutageException)
        {
            return null; // then the provider is asked, as without a store
        }
    }

    /// <summary>The document as a value of a cache; null as in <see cref="FindAsync"/>, and when another version of the service took what this one does not.</summary>
    public async Task<Kept<T>?> RestoreAsync<T>(string name, TimeSpan usableFor, Func<string, T> parse, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (await FindAsync(name, usableFor, cancellationToken) is not { } document)
            {
                return null;
            }

            var restored = new Kept<T>(parse(document.Text), Age(document) is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero);
            _held.TryAdd(name, new Held(document, usableFor));
            return restored;
        }
        catch (OutageException)
        {
            return null; // then the provider is asked
        }
    }

    /// <summary>
    /// After every read of the session key from the vault: writes what this instance holds under the newest version, unless it is there. So a store that
    /// fails is tried again at the next read.
    /// </summary>
    private void KeepUnderNewest(IReadOnlyList<byte[]> keys)
    {
        if (keys is not [var newest, ..])
        {
            return;
        }

        foreach (var (name, held) in _held)
        {
            if (!held.Document.IsKeptUnder(newest))
            {
                _writes.Enqueue(() => WriteAgainAsync(name, keys));
            }
        }
    }

    private async Task WriteAsync(string name, Held held)
    {
        if (await _keys.GetAsync(CancellationToken.None) is [var key, ..])
        {
            var entry = new DocumentEntry(name, _provider);
            await _state.PutAsync(entry.StateKey, entry.Encode(held.Document, key), held.UsableFor, CancellationToken.None);
            _held.TryUpdate(name, held with { Document = held.Document with { Key = key } }, held);
        }
    }

    /// <summary>Another instance may have fetched later than this one: then its document is written again, so that an older one never replaces it.</summary>
    private async Task WriteAgainAsync(string name, IReadOnlyList<byte[]> keys)
    {
        if (!_held.TryGetValue(name, out var held) || held.Document.IsKeptUnder(keys[0]) || Usable(held.Document, held.UsableFor) is null)
        {
            return; // written, or too old, since this was enqueued
        }

        var entry = new DocumentEntry(name, _provider);
        var stored = await _state.GetAsync(entry.StateKey, CancellationToken.None);
        var found = stored is null ? null : Usable(entry.Decode(stored.Value, keys), held.UsableFor);
        var latest = found is not null && found.FetchedAt >= held.Document.FetchedAt ? found : held.Document;
        if (latest.IsKeptUnder(keys[0]) || await ReplaceAsync(entry, stored, entry.Encode(latest, keys[0]), held.UsableFor - Age(latest)))
        {
            _held.TryUpdate(name, held with { Document = latest with { Key = keys[0] } }, held);
        }
    }

    /// <summary>False when another instance has written since; then the next read of the session key compares again.</summary>
    private Task<bool> ReplaceAsync(DocumentEntry entry, SharedEntry? stored, byte[] value, TimeSpan timeToLive) => stored is null
        ? _state.PutIfAbsentAsync(entry.StateKey, value, timeToLive, CancellationToken.None)
        : _state.ReplaceAsync(entry.StateKey, stored.Version, value, timeToLive, CancellationToken.None);

    private FetchedDocument? Usable(FetchedDocument? document, TimeSpan usableFor) =>
        document is not null && Age(document) is var age && age >= -Skew && age < usableFor ? document : null;

    private TimeSpan Age(FetchedDocument document) => _clock.GetUtcNow() - document.FetchedAt;

    private sealed record Held(FetchedDocument Document, TimeSpan UsableFor);
}
