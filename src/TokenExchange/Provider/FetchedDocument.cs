using System.Security.Cryptography;

namespace TokenExchange.Provider;

/// <summary>One of the provider's documents, as an instance fetched it.</summary>
/// <param name="Text">Its text.</param>
/// <param name="FetchedAt">When it was fetched.</param>
/// <param name="Key">The key that authenticates it in the shared state; null while it has not been written there.</param>
internal sealed record FetchedDocument(string Text, DateTimeOffset FetchedAt, byte[]? Key)
{
    /// <summary>Whether the shared state has it under this key.</summary>
    public bool IsKeptUnder(byte[] key) => Key is not null && CryptographicOperations.FixedTimeEquals(Key, key);
}
