using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Login;

/// <summary>Redeems an authorization code, verifies the ID token and begins the session. Not cancelled by a caller: the code can be used once.</summary>
internal sealed class CodeRedemption(
    TokenEndpoint tokens, IdTokenVerifier verifier, UserInfoEndpoint userInfo, SessionStart sessions, ProviderOptions options, Audit audit, TimeProvider clock)
{
    /// <summary>Longer than a request may take: a page that submits the code again finds the result. Shorter than the lease of its claim.</summary>
    private static readonly TimeSpan Longest = ClaimWait.Lease - TimeSpan.FromSeconds(1);

    /// <param name="transaction">The transaction that is used up by this.</param>
    /// <param name="code">The authorization code.</param>
    /// <param name="user">What the provider posted of the user beside it (<see cref="PostedUser"/>).</param>
    /// <param name="replaced">What the login replaces.</param>
    /// <param name="traceId">The request's trace id.</param>
    public async Task<LoginResult> RunAsync(Transaction transaction, string code, string? user, ReplacedSession replaced, string traceId)
    {
        using var deadline = new Deadline(Longest, clock, CancellationToken.None);
        var reply = await tokens.RedeemAsync(code, transaction.CodeVerifier, transaction.RedirectUri, deadline.Within(AuthenticatedPost.Deadline));
        switch (reply)
        {
            case TokenReply.Granted { Tokens: var granted }:
                return await BeginAsync(transaction, granted, user, replaced, deadline, traceId);
            case TokenReply.Failed { Failure: { Status: StatusCodes.Status503ServiceUnavailable } outage }:
                return new LoginResult.Unavailable(outage);
            case TokenReply.Failed { Failure: var failure }:
                return Refused(failure);
            default:
                return Refused(Catalogue.CodeRejected.WithReason($"The token endpoint returned invalid_grant. The redirect URI of the login is {transaction.RedirectUri}."));
        }
    }

    /// <summary>The transaction is used up, whatever the failure: the page starts a new login.</summary>
    private static LoginResult.Refused Refused(Failure failure) => new(failure with { Action = FailureAction.Login });

    private async Task<LoginResult> BeginAsync(
        Transaction transaction, TokenSet granted, string? user, ReplacedSession replaced, Deadline deadline, string traceId)
    {
        try
        {
            var expected = Expected(transaction, granted);
            var idToken = await deadline.RetryAsync(() => verifier.VerifyAsync(granted.IdToken, expected, deadline.Token), TimeSpan.Zero);
            if (!idToken.Succeeded)
            {
                return new LoginResult.Refused(idToken.Failure);
            }

            var subject = idToken.Value.Claim("sub")!;
            var more = await deadline.RetryAsync(() => userInfo.ReadAsync(subject, granted.AccessToken, deadline.Token), TimeSpan.Zero);
            if (!more.Succeeded)
            {
                return Refused(more.Failure);
            }

            var (session, grant) = sessions.Create(granted, idToken.Value, options.UserInfo ? more.Value : PostedUser.Read(options, user), transaction.Browser);
            if (await sessions.BeginAsync(session, grant, replaced, deadline.Left) is { } refusal)
            {
                return Refused(refusal);
            }

            audit.SignedIn(session.Pseudonym, traceId);
            return new LoginResult.SignedIn(session, grant);
        }
        catch (Exception cause) when (deadline.Explain(cause) is { } failure)
        {
            return Refused(failure);
        }
    }

    private IdTokenExpectations Expected(Transaction transaction, TokenSet granted) => new()
    {
        Nonce = transaction.Nonce,
        IsNonceOptional = options.Nonce == ClaimRule.Optional,
        AccessToken = granted.AccessToken,
        AcrValues = transaction.AcrValues?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        MaxAge = transaction.MaxAge,
        AuthenticatedSince = transaction.PromptsLogin ? transaction.StartedAt / 1000 : null,
    };
}
