using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.SigningKeys;

/// <summary>The provider's keys from one fetch; always replaced as a whole.</summary>
internal sealed class SigningKeySet : IEquatable<SigningKeySet>
{
    private SigningKeySet(IReadOnlyCollection<string> members, IReadOnlyList<SigningKey> keys) => (Members, Keys) = (members, keys);

    /// <summary>The relevant members as text, in a fixed order: a provider may list the same keys differently each time.</summary>
    public IReadOnlyCollection<string> Members { get; }

    public IReadOnlyList<SigningKey> Keys { get; }

    /// <summary>How long the provider allows to use the set without a question; null when it does not say so.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <inheritdoc cref="Parse(string, TimeSpan?)"/>
    public static SigningKeySet Parse(string text) => Parse(text, maxAge: null);

    /// <summary>Reads a JWK Set (RFC 7517 section 5); members that cannot verify signatures are left out.</summary>
    /// <exception cref="OutageException">It is not a JWK Set, or it contains no key that can verify a signature; the known keys stay in use.</exception>
    public static SigningKeySet Parse(string text, TimeSpan? maxAge)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("keys", out var members)
                && members.ValueKind == JsonValueKind.Array)
            {
                var keys = new List<SigningKey>();
                var texts = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var member in members.EnumerateArray())
                {
                    if (StrictJson.IsWhole(member) && SigningKey.TryRead(member, out var key))
                    {
                        keys.Add(key);
                        texts.Add(member.GetRawText());
                    }
                }

                return keys.Count > 0 ? new SigningKeySet(texts, keys) { MaxAge = maxAge } : throw Invalid("The key set contains no key that can verify a signature.");
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second exception type: an unpaired surrogate in the name of a member.
            throw Invalid("The key set is not valid JSON.");
        }

        throw Invalid("The key set is not a JWK Set.");
    }

    /// <summary>The keys that may have signed a token with this header: selected by <c>kid</c>, if there is one, and by algorithm.</summary>
    public IReadOnlyList<SigningKey> Candidates(string? kid, string algorithm) =>
        [.. Keys.Where(key => (kid is null || string.Equals(key.Kid, kid, StringComparison.Ordinal)) && key.Algorithms.Contains(algorithm))];

    public bool Equals(SigningKeySet? other) => other is not null && Members.SequenceEqual(other.Members, StringComparer.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as SigningKeySet);

    public override int GetHashCode() => HashCode.Combine(Members.Count, Members.First());

    private static OutageException Invalid(string reason) => new(Catalogue.ProviderResponseInvalid.WithReason(reason));
}
