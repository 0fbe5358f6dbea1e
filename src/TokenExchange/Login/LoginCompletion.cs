using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;

namespace TokenExchange.Login;

/// <summary>A login that succeeded.</summary>
internal sealed record Completed(string ReturnPath, Session Session);

/// <summary>
/// Turns the provider's answer into a session, for both ways in which a redirect is completed.
/// <code>
/// 1 the transaction of this state in this browser        4 the transaction's one use: redeem the code, verify the ID token,
/// 2 the issuer is the one that was asked (RFC 9207)        begin the session under a new id
/// 3 keys and metadata are there                          5 give the session to each request that submitted the code
///                                                        6 an answer that was completed before, in a browser that is signed in
/// </code>
/// </summary>
internal sealed class LoginCompletion(
    Transactions transactions,
    ProviderDirectory directory,
    ProviderOptions options,
    SigningKeyCache keys,
    SessionStart sessions,
    CodeRedemption redemption,
    SharedTaskRunner<LoginResult> runner,
    LoginResultSeal seal,
    CompletedLogins completed)
{
    /// <summary>With less time than this the code is not used: its answer could come too late.</summary>
    private static readonly TimeSpan LeastForCode = TimeSpan.FromSeconds(4);

    /// <exception cref="OutageException">Something that the login needs cannot be reached; until the code is used, the transaction is kept.</exception>
    public async Task<Outcome<Completed>> RunAsync(HttpContext context, CallbackParameters answer)
    {
        if (answer.State is not { } state)
        {
            return answer.Error is { } error ? ProviderError.Of(error) : Catalogue.RequestInvalid.WithReason("The provider's answer has no state.");
        }

        var outcome = await FindAndCompleteAsync(context, state, answer);
        var wasUsedBefore = !outcome.Succeeded && outcome.Failure.Code == Catalogue.TransactionMissing.Code;
        return wasUsedBefore && await completed.FindAsync(context, state, answer.Code) is { } earlier ? earlier : outcome; // 6
    }

    private async Task<Outcome<Completed>> FindAndCompleteAsync(HttpContext context, string state, CallbackParameters answer)
    {
        var deadline = RequestDeadline.Of(context);
        var found = await deadline.RetryAsync(() => transactions.FindAsync(context, state), LeastForCode); // 1
        if (!found.Succeeded)
        {
            return found.Failure;
        }

        var transaction = found.Value;
        RequestContext.Of(context).ReturnPath = transaction.ReturnPath; // a failed login can be repeated from there
        if (await deadline.RetryAsync(() => CheckAsync(transaction, answer, context.RequestAborted), LeastForCode) is { } refusal) // 2
        {
            await UseUpAsync(transaction, refusal, context.RequestAborted);
            transactions.Drop(context, transaction);
            return refusal;
        }

        // Everything that could be missing is fetched before the code is used: an outage then costs a retry, not the login.
        await deadline.RetryAsync(() => PrepareAsync(context.RequestAborted), LeastForCode); // 3
        return deadline.Left < LeastForCode
            ? Catalogue.ProviderUnavailable.WithReason("Too little time is left to use the code.")
            : await CompleteAsync(context, transaction, answer.Code!, answer.User);
    }

    private async Task<Outcome<Completed>> CompleteAsync(HttpContext context, Transaction transaction, string code, string? user)
    {
        var replaced = await sessions.FindReplacedAsync(context, transaction.Browser, mayHaveOthers: !transaction.IsOnly);
        var traceId = Problems.TraceId(context);
        var task = new LoginTask(transaction, code, seal, () => redemption.RunAsync(transaction, code, user, replaced, traceId));
        var result = await runner.RunAsync(task, waits: true, context.RequestAborted) is SharedResult<LoginResult>.Done done ? done.Result : null; // 4
        if (result is LoginResult.Unavailable { Failure: var outage })
        {
            return outage;
        }

        await transactions.CompleteAsync(context, transaction);
        switch (result)
        {
            case LoginResult.SignedIn { Session: var session, Grant: var grant }:
                return await GiveAsync(context, transaction, session, grant) is { } failure ? failure : new Completed(transaction.ReturnPath, session); // 5
            case LoginResult.Refused { Failure: var refusal }:
                return refusal;
            default:
                return Catalogue.TransactionMissing.WithReason("The transaction was used before.");
        }
    }

    /// <summary>When the tokens cannot be stored in an outage, the transaction is kept: the page submits the code again and is given the same session.</summary>
    private async Task<Failure?> GiveAsync(HttpContext context, Transaction transaction, Session session, RefreshGrant? grant)
    {
        try
        {
            return await sessions.GiveAsync(context, session, grant);
        }
        catch (OutageException)
        {
            transactions.Keep(context, transaction);
            throw;
        }
    }

    /// <summary>A refused answer is the one use too, for copies of the cookie as well.</summary>
    private async Task UseUpAsync(Transaction transaction, Failure refusal, CancellationToken cancellationToken)
    {
        var task = new LoginTask(transaction, null, seal, () => Task.FromResult<LoginResult>(new LoginResult.Refused(refusal)));
        await runner.RunAsync(task, waits: false, cancellationToken);
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
            return Catalogue.IssuerMismatch.WithReason("The issuer of the transaction does not match: got the issuer of an earlier configuration, expected Provider:Issuer.");
        }

        // RFC 9207 section 2.4: required when advertised, compared as a string; a wrong one is never ignored.
        var hasIssuer = answer.Issuer is not null;
        if ((hasIssuer && !IssuerTemplate.Accepts(options, answer.Issuer)) || (!hasIssuer && provider.SendsIssuer))
        {
            return Catalogue.IssuerMismatch.WithReason($"iss of the provider's answer does not match: got {(hasIssuer ? "another issuer" : "no iss")}, expected {options.Issuer}.");
        }

        if (answer.Error is { } error)
        {
            return ProviderError.Of(error);
        }

        return answer.Code is null ? Catalogue.RequestInvalid.WithReason("The provider's answer has neither code nor error.") : null;
    }
}
