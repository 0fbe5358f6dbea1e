using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.ApiTokens;

/// <summary>
/// The application's own token for one API (<c>client_credentials</c>, RFC 6749 section 4.4). In the memory of this instance alone: each instance has one, it is
/// renewed ahead of its expiry, and one request runs at a time.
/// </summary>
internal sealed class ApplicationToken
{
    private static readonly RefreshPolicy Policy = new()
    {
        FreshFor = TimeSpan.FromDays(1), // the token's own lifetime is shorter
        UsableFor = TimeSpan.FromDays(1),
        CoolDown = TimeSpan.FromSeconds(5),
        CoolDownCeiling = TimeSpan.FromSeconds(30),
    };

    private readonly RefreshingValue<ApiToken> _token;
    private readonly CoolDown _afterRefusals;

    public ApplicationToken(string route, TokenExchangeOptions options, TokenEndpoint provider, TimeProvider clock, CappedLogger<ApplicationToken> logger)
    {
        var source = new RefreshSource<ApiToken>
        {
            Fetch = async (_, _) => await RequestAsync(options, provider),
            LifeOf = token => token.Lifetime,
            Failed = cause => logger.ApplicationTokenFailed(route, Cause.ReasonOf(cause)),
            Outage = Catalogue.ProviderUnavailable,
        };
        _token = new RefreshingValue<ApiToken>(Policy, source, clock);
        _afterRefusals = _token.SeparateBudget();
    }

    /// <summary>The token.</summary>
    public async Task<Outcome<ApiToken>> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _token.GetAsync(cancellationToken);
        }
        catch (OutageException outage)
        {
            return Known(outage);
        }
    }

    /// <summary>Another token than the one that the API refused; null when there is none. Requested now and then only: an API may refuse every token.</summary>
    public async Task<ApiToken?> OtherAsync(string refused, CancellationToken cancellationToken)
    {
        try
        {
            var renewed = await _token.RenewAsync(new ApiToken(refused, TimeSpan.Zero), _afterRefusals, cancellationToken);
            return renewed.Value.Value == refused ? null : renewed.Value;
        }
        catch (OutageException)
        {
            return null; // the API's refusal is the answer
        }
    }

    /// <summary>The API accepted this token: if it is the current one, a later refusal may be answered with a renewal at once.</summary>
    public void Accepted(string token)
    {
        if (_token.Peek?.Value == token)
        {
            _token.Refund(_afterRefusals);
        }
    }

    private static async Task<ApiToken> RequestAsync(TokenExchangeOptions options, TokenEndpoint provider)
    {
        var reply = ApiTokenReply.Read(await provider.RequestAsync([new("grant_type", "client_credentials"), .. options.Parameters()]));
        return reply.Succeeded ? reply.Value : throw new OutageException(reply.Failure);
    }

    /// <summary>The error of the last request, with the time until the next one.</summary>
    private static Failure Known(OutageException outage) =>
        outage.InnerException is OutageException { Failure: var failure } ? failure with { RetryAfter = outage.Failure.RetryAfter } : outage.Failure;
}
