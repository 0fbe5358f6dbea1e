using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Secrets;
using TokenExchange.SharedState;

namespace TokenExchange.Provider;

/// <summary>
/// The provider's documents as they were last fetched, in the shared state: an instance starts from them without the network, also while the provider is
/// down. An HMAC under a key of ours makes a document that somebody else wrote, or that belongs to another issuer or address, as good as absent.
/// </summary>
/// <remarks>An entry is: time of the fetch 8 (Unix milliseconds) | text | HMAC-SHA-256 32. The tag covers the name, the issuer, the address of the discovery document and what stands before it.</remarks>
internal sealed class KeptDocuments(ISharedState state, KeysOfSecret keys, ProviderOptions provider, TimeProvider clock)
{
    public const string Discovery = "discovery";
    public const string SigningKeys = "signing-keys";

    private const int Overhead = sizeof(long) + HMACSHA256.HashSizeInBytes;

    /// <summary>How far the clock of the instance that fetched may be ahead.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>One issuer may have several discovery documents, for example one for each user flow of Azure AD B2C.</summary>
    private readonly string _source = $"{provider.Issuer.Length}:{provider.Issuer}{provider.MetadataAddress.OriginalString}";

    private readonly Lock _gate = new();

    /// <summary>Ends when all writes have, and never fails.</summary>
    public Task Writes { get; private set; } = Task.CompletedTask;

    /// <summary>Keeps what was fetched now. Its caller does not wait: a store that hangs must not hold up those who wait for the document.</summary>
    public void Keep(string name, string text, TimeSpan usableFor)
    {
        if (state.IsShared && Encoding.UTF8.GetByteCount(text) <= ISharedState.MostValueLength - Overhead)
        {
            lock (_gate)
            {
                Writes = Task.WhenAll(Writes, WriteAsync(name, text, clock.GetUtcNow(), usableFor));
            }
        }
    }

    /// <summary>The document and its age; null when there is none, or none that can be trusted or used.</summary>
    public async Task<KeptDocument?> FindAsync(string name, TimeSpan usableFor, CancellationToken cancellationToken)
    {
        if (!state.IsShared)
        {
            return null;
        }

        try
        {
            return await state.GetAsync(Key(name), cancellationToken) is { Value: { Length: > Overhead } value } && await IsOursAsync(name, value, cancellationToken)
                ? Read(value.Span, usableFor)
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
            return await FindAsync(name, usableFor, cancellationToken) is { } document ? new Kept<T>(parse(document.Text), document.Age) : null;
        }
        catch (OutageException)
        {
            return null; // then the provider is asked
        }
    }

    private async Task WriteAsync(string name, string text, DateTimeOffset fetchedAt, TimeSpan usableFor)
    {
        try
        {
            if (await keys.GetAsync(CancellationToken.None) is not [var key, ..])
            {
                return;
            }

            var value = new byte[Overhead + Encoding.UTF8.GetByteCount(text)];
            BinaryPrimitives.WriteInt64BigEndian(value, fetchedAt.ToUnixTimeMilliseconds());
            Encoding.UTF8.GetBytes(text, value.AsSpan(sizeof(long)));
            Tag(key, name, value.AsSpan(0, value.Length - HMACSHA256.HashSizeInBytes)).CopyTo(value, value.Length - HMACSHA256.HashSizeInBytes);
            await state.PutAsync(Key(name), value, usableFor, CancellationToken.None);
        }
        catch (OutageException)
        {
            // What is kept is older then; readiness says that the store fails.
        }
    }

    private async Task<bool> IsOursAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var (covered, tag) = (value[..^HMACSHA256.HashSizeInBytes], value[^HMACSHA256.HashSizeInBytes..]);
        return (await keys.GetAsync(cancellationToken)).Any(key => CryptographicOperations.FixedTimeEquals(Tag(key, name, covered.Span), tag.Span));
    }

    private KeptDocument? Read(ReadOnlySpan<byte> value, TimeSpan usableFor)
    {
        var age = TimeSpan.FromMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds() - BinaryPrimitives.ReadInt64BigEndian(value));
        return age >= -Skew && age < usableFor
            ? new KeptDocument(Encoding.UTF8.GetString(value[sizeof(long)..^HMACSHA256.HashSizeInBytes]), age > TimeSpan.Zero ? age : TimeSpan.Zero)
            : null;
    }

    private byte[] Tag(byte[] key, string name, ReadOnlySpan<byte> covered)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}{_source}"));
        hmac.AppendData(covered);
        return hmac.GetHashAndReset();
    }

    /// <summary>Issuer and address are public, so their hash needs no key.</summary>
    private string Key(string name) => $"document/{name}/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_source)));
}

/// <summary>A document that was fetched before, and how long ago.</summary>
internal sealed record KeptDocument(string Text, TimeSpan Age);
