using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Provider;

/// <summary>The provider's token and revocation endpoints (RFC 6749, RFC 7009).</summary>
/// <remarks>
/// No cancellation token of a caller is passed in: after a code or a refresh token has been sent, the response is always awaited. Otherwise a rotated
/// token would be lost when the browser disconnects. Each call has a deadline of its own.
/// </remarks>
internal sealed class TokenEndpoint(
    ProviderDirectory directory, AuthenticatedPost post, ProviderOptions options, TimeProvider clock, CappedLogger<TokenEndpoint> logger)
{
    /// <summary>A logout waits for the provider no longer than this.</summary>
    private static readonly TimeSpan RevocationDeadline = TimeSpan.FromSeconds(4);

    /// <summary>Redeems an authorization code (RFC 6749 section 4.1.3, RFC 7636 section 4.5).</summary>
    public Task<TokenReply> RedeemAsync(string code, string codeVerifier, string redirectUri, TimeSpan timeLimit) => SendAsync(
        [
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", redirectUri),
            new("code_verifier", codeVerifier),
        ],
        options.Resource,
        timeLimit);

    /// <summary>Refreshes (RFC 6749 section 6); sends no scope, so that the granted scope stays the same.</summary>
    public Task<TokenReply> RefreshAsync(string refreshToken) => SendAsync(
        [
            new("grant_type", "refresh_token"),
            new("refresh_token", refreshToken),
        ],
        options.Resource,
        AuthenticatedPost.Deadline);

    /// <summary>
    /// Requests a token for one API by a grant without the user's browser (RFC 6749 section 4.4, RFC 7523 section 2.1, RFC 8693). The request names its own
    /// audience or resource: those of the login are not added.
    /// </summary>
    public Task<TokenReply> RequestAsync(IEnumerable<KeyValuePair<string, string>> grant) => SendAsync([.. grant], null, AuthenticatedPost.Deadline);

    /// <summary>Revokes a refresh token (RFC 7009). A failure is only logged: the session ends in any case.</summary>
    public async Task RevokeAsync(string refreshToken)
    {
        using var deadline = new CancellationTokenSource(RevocationDeadline, clock);
        try
        {
            if (await TryRevokeAsync(refreshToken, deadline.Token) is { } refusal)
            {
                logger.RevocationFailed(refusal.Code, refusal.Reason, "none");
            }
        }
        catch (OutageException outage)
        {
            logger.RevocationFailed(outage.Failure.Code, outage.Failure.Reason, Cause.Of(outage));
        }
        catch (OperationCanceledException cause)
        {
            logger.RevocationFailed(Catalogue.ProviderUnavailable.Code, "The deadline of the revocation passed.", Cause.Of(cause));
        }
    }

    private async Task<Failure?> TryRevokeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var provider = await directory.GetAsync(cancellationToken);
        if (provider.RevocationEndpoint is not { } endpoint)
        {
            return null; // revocation is optional
        }

        var answer = await post.SendAsync(
            TelemetryNames.Calls.Revocation, provider, endpoint, [new("token", refreshToken), new("token_type_hint", "refresh_token")], cancellationToken);
        return answer switch
        {
            { Succeeded: false } => answer.Failure,
            { Value.Status: 200 } => null,
            var other => Catalogue.ProviderResponseInvalid.WithReason(
                $"The status does not match: got {other.Value.Status} with {TokenError.NameOf(OAuthError.Read(other.Value))}, expected 200 (RFC 7009 section 2.2)."),
        };
    }

    private async Task<TokenReply> SendAsync(List<KeyValuePair<string, string>> form, string? resource, TimeSpan timeLimit)
    {
        if (resource is not null)
        {
            form.Add(new("resource", resource)); // RFC 8707 section 2.2
        }

        form.AddRange(options.TokenParameters.Where(parameter => form.All(field => field.Key != parameter.Key)).ToList());

        using var deadline = new CancellationTokenSource(timeLimit, clock);
        try
        {
            var provider = await directory.GetAsync(deadline.Token);
            var answer = await post.SendAsync(TelemetryNames.Calls.Token, provider, provider.TokenEndpoint, form, deadline.Token);
            return answer.Succeeded ? TokenResponse.Read(answer.Value, options.AccessTokenLifetime) : new TokenReply.Failed(answer.Failure);
        }
        catch (OutageException outage)
        {
            logger.TokenCallFailed(outage.Failure.Code, outage.Failure.Reason, Cause.Of(outage));
            return new TokenReply.Failed(outage.Failure);
        }
        catch (OperationCanceledException)
        {
            return new TokenReply.Failed(Catalogue.ProviderUnavailable.WithReason("The token call timed out."));
        }
    }
}
