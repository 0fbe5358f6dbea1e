using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Login;

/// <summary>A login that succeeded.</summary>
internal sealed record Completed(string ReturnPath, Session Session);

/// <summary>
/// Turns the provider's answer into a session, for both ways in which a redirect is completed.
/// <code>
/// 1 the transaction of this state in this browser        4 redeem the code, with verifier and credential
/// 2 the issuer is the one that was asked (RFC 9207)      5 verify the ID token
/// 3 claim the transaction's one use                      6 begin the session under a new id
/// </code>
/// </summary>
internal sealed class Completion(
    Transactions transactions,
    ProviderDirectory directory,
    TokenEndpoint tokens,
    SigningKeyCache keys,
    IdTokenVerifier verifier,
    SessionStart sessions,
    Audit audit)
{
    /// <summary>With less time than this the code is not spent: its answer could come too late.</summary>
    private static readonly TimeSpan LeastForCode = TimeSpan.FromSeconds(4);

    /// <exception cref="OutageException">Something the login stands on cannot be reached; until the code is spent, the transaction is kept.</exception>
    public async Task<Outcome<Completed>> RunAsync(HttpContext context, CallbackParameters answer)
    {
        if (answer.State is not { } state)
        {
            return Catalogue.RequestInvalid.WithReason("The provider's answer has no state.");
        }

        var deadline = RequestDeadline.Of(context);
        var found = await deadline.RetryAsync(() => transactions.FindAsync(context, state), LeastForCode); // 1
        if (!found.Succeeded)
        {
            return found.Failure;
        }

        var transaction = found.Value;
        if (await deadline.RetryAsync(() => CheckAsync(transaction, answer, context.RequestAborted), LeastForCode) is { } refusal) // 2
        {
            await transactions.ClaimAsync(transaction, context.RequestAborted); // a refused answer is the one use too, for copies of the cookie as well
            transactions.Drop(context, transaction);
            return refusal;
        }

        // Everything that could be missing is fetched before the code is spent: an outage then costs a retry, not the login.
        await deadline.RetryAsync(() => PrepareAsync(context.RequestAborted), LeastForCode);
        if (deadline.Left < LeastForCode)
        {
            return Catalogue.ProviderUnavailable.WithReason("Too little time is left to spend the code.");
        }

        if (!await transactions.ClaimAsync(transaction, context.RequestAborted)) // 3
        {
            transactions.Drop(context, transaction);
            return Catalogue.TransactionMissing.WithReason("The transaction was used before.");
        }

        return await RedeemAsync(context, transaction, answer.Code!);
    }

    private async Task<SigningKeySet> PrepareAsync(CancellationToken cancellationToken)
    {
        await sessions.PrepareAsync(cancellationToken);
        return await keys.GetAsync(cancellationToken);
    }

    private async Task<Failure?> CheckAsync(Transaction transaction, CallbackParameters answer, CancellationToken cancellationToken)
    {
        var provider = await directory.GetAsync(cancellationToken);
        if (!string.Equals(transaction.Issuer, provider.Issuer, StringComparison.Ordinal))
        {
            return Catalogue.IssuerMismatch.WithReason("The transaction was begun with another provider.");
        }

        // RFC 9207 section 2.4: required when advertised, compared as a string; a wrong one is never ignored.
        var hasIssuer = answer.Issuer is not null;
        if ((hasIssuer && !string.Equals(answer.Issuer, provider.Issuer, StringComparison.Ordinal)) || (!hasIssuer && provider.SendsIssuer))
        {
            return Catalogue.IssuerMismatch.WithReason("The answer's iss is missing or another one.");
        }

        if (answer.Error is { } error)
        {
            return Catalogue.ProviderDenied.WithReason($"The provider answered with the error {ProviderError.Known(error)}.");
        }

        return answer.Code is null ? Catalogue.RequestInvalid.WithReason("The provider's answer has neither code nor error.") : null;
    }

    private async Task<Outcome<Completed>> RedeemAsync(HttpContext context, Transaction transaction, string code)
    {
        var patience = RequestDeadline.Of(context).Within(AuthenticatedPost.Deadline);
        var reply = await tokens.RedeemAsync(code, transaction.CodeVerifier, transaction.RedirectUri, patience); // 4
        if (reply is TokenReply.Failed { Failure: { Status: StatusCodes.Status503ServiceUnavailable } outage })
        {
            await transactions.ReleaseAsync(transaction);
            return outage;
        }

        transactions.Drop(context, transaction);
        return reply switch
        {
            TokenReply.Granted { Tokens: var granted } => await BeginAsync(context, transaction, granted),
            TokenReply.Failed { Failure: var failure } => failure with { Action = FailureAction.Login }, // the transaction is gone
            _ => Catalogue.CodeRejected,
        };
    }

    private async Task<Outcome<Completed>> BeginAsync(HttpContext context, Transaction transaction, TokenSet granted)
    {
        var expected = new IdTokenExpectations
        {
            Nonce = transaction.Nonce,
            AccessToken = granted.AccessToken,
            AcrValues = transaction.AcrValues?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            MaxAge = transaction.MaxAge,
            AuthenticatedSince = transaction.PromptsLogin ? transaction.StartedAt / 1000 : null,
        };
        try
        {
            var idToken = await RequestDeadline.Of(context).RetryAsync(
                () => verifier.VerifyAsync(granted.IdToken, expected, context.RequestAborted), TimeSpan.Zero); // 5
            if (!idToken.Succeeded)
            {
                return idToken.Failure;
            }

            var session = await sessions.BeginAsync(context, granted, idToken.Value, transaction.Browser); // 6
            if (!session.Succeeded)
            {
                return session.Failure with { Action = FailureAction.Login };
            }

            audit.SignedIn(session.Value.Pseudonym, Problems.TraceId(context));
            return new Completed(transaction.ReturnPath, session.Value);
        }
        catch (Exception cause) when (RequestDeadline.Of(context).Explain(cause) is { } failure)
        {
            return failure with { Action = FailureAction.Login }; // the code is spent: trying again would not help
        }
    }
}
