using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.SigningKeys;

/// <summary>The source of a token whose key is unknown. Each source has its own budget, so that one cannot use up the budget of another.</summary>
internal enum TokenSource
{
    /// <summary>The provider's token endpoint, over TLS, in response to this service's own request.</summary>
    Provider,

    /// <summary>A request of an unauthenticated caller.</summary>
    Unauthenticated,

    /// <summary>Either of them: a known key signed the token under an unknown kid. The key may have been renamed, or the kid is wrong.</summary>
    Mislabelled,
}

/// <summary>
/// The provider's signing keys, cached, with rollover: an unknown key is fetched within the same request, and tokens with invented kids cannot
/// cause more fetches than the cool-down allows, nor use up the budget of a genuine rollover.
/// </summary>
internal sealed class SigningKeyCache
{
    private static readonly Failure Unavailable = Catalogue.ProviderUnavailable.WithReason("The provider's signing keys cannot be fetched now.");

    /// <summary>
    /// The least of what a provider's <c>Cache-Control</c> can ask for (ADR 0082): a new key is found at its first use in any case, and a request each minute
    /// or for each login would make the provider's availability that of every sign-in.
    /// </summary>
    private static readonly TimeSpan ShortestAge = TimeSpan.FromHours(1);

    private readonly RefreshingValue<SigningKeySet> _keys;
    private readonly CoolDown _unauthenticated;
    private readonly CoolDown _mislabelled;

    public SigningKeyCache(
        ProviderDirectory directory,
        ProviderDocuments documents,
        KeptDocuments kept,
        SigningKeysOptions options,
        TimeProvider clock,
        OutboundCalls calls,
        Audit audit)
    {
        var policy = new RefreshPolicy
        {
            FreshFor = options.RefreshInterval,
            UsableFor = options.MaxStale,
            CoolDown = options.CoolDown,
            CoolDownCeiling = options.CoolDown,
            FirstRetry = TimeSpan.FromSeconds(1), // after a short failure of the provider, logins must not fail for half a minute
            StaleWait = TimeSpan.Zero, // a token with an unknown key causes a fetch of its own
        };
        var source = new RefreshSource<SigningKeySet>
        {
            Fetch = async (known, cancellationToken) =>
            {
                var provider = await directory.GetAsync(cancellationToken);
                var answer = await calls.MeasureAsync(TelemetryNames.Calls.SigningKeys, null, () => documents.FetchAsync(provider.KeysAddress, cancellationToken));
                var keys = SigningKeySet.Parse(answer.Text, answer.MaxAge);
                kept.Keep(KeptDocuments.SigningKeys, answer.Text, options.MaxStale);
                if (known is not null && !known.Equals(keys))
                {
                    audit.KeysChanged(Audit.SigningKeys, known.Members, keys.Members);
                }

                return keys;
            },
            Restore = cancellationToken => kept.RestoreAsync(KeptDocuments.SigningKeys, options.MaxStale, SigningKeySet.Parse, cancellationToken),
            FreshFor = keys => keys.MaxAge is not { } given ? options.RefreshInterval : given > ShortestAge ? given : ShortestAge,
            Failed = cause => audit.SigningKeysFailed(Cause.Of(cause), Cause.ReasonOf(cause)),
            Outage = Unavailable,
        };
        _keys = new RefreshingValue<SigningKeySet>(policy, source, clock);
        _unauthenticated = _keys.SeparateBudget();
        _mislabelled = _keys.SeparateBudget();
    }

    /// <summary>Whether the last fetch of the keys failed.</summary>
    public bool IsFailing => _keys.IsFailing;

    /// <exception cref="OutageException">The provider cannot be reached and no keys are young enough.</exception>
    public ValueTask<SigningKeySet> GetAsync(CancellationToken cancellationToken) => _keys.GetAsync(cancellationToken);

    /// <summary>A newer key set than the one that did not verify a token; the same set when there is none or the budget does not allow a fetch.</summary>
    /// <exception cref="OutageException">The provider cannot be reached.</exception>
    public async ValueTask<Renewed<SigningKeySet>> RenewAsync(SigningKeySet known, TokenSource source, CancellationToken cancellationToken) =>
        SeparateBudget(source) is { } budget
            ? await _keys.RenewAsync(known, budget, cancellationToken)
            : new(await _keys.RenewAsync(known, cancellationToken), null);

    /// <summary>The fetch that a token caused led to its verification: the next fetch may follow at once.</summary>
    public void Refund(TokenSource source)
    {
        if (SeparateBudget(source) is { } budget)
        {
            _keys.Refund(budget);
        }
    }

    /// <summary>The failure for a token whose key may be new, while the budget of its source does not allow a fetch.</summary>
    public static Failure NotBefore(TimeSpan wait) => Unavailable with { RetryAfter = wait };

    private CoolDown? SeparateBudget(TokenSource source) => source switch
    {
        TokenSource.Unauthenticated => _unauthenticated,
        TokenSource.Mislabelled => _mislabelled,
        _ => null,
    };
}
