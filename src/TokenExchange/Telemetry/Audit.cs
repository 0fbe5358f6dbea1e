using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>
/// The audit stream: what an auditor asks about, one line for each event, with the event's name as the name of its event id and the fields of
/// <c>docs/operations/audit.md</c>. Sessions appear under a pseudonym; no user, token, code, address or text from outside. Event ids 1900-1999.
/// </summary>
internal sealed partial class Audit(ILoggerFactory loggers, Instruments instruments, RecordCap cap)
{
    /// <summary>The events that a caller without a credential can cause; no other is ever left out.</summary>
    private static readonly FrozenSet<string> CausedByAnybody = FrozenSet.Create(StringComparer.Ordinal, "call_denied", "cross_site_refused", "signature_refused");

    private readonly ILogger _logger = new CountedLogger(
        new CappedLogger(loggers, TelemetryNames.AuditCategory, cap, item => CausedByAnybody.Contains(item.Name ?? "")), instruments.AuditEvents);

    [LoggerMessage(1900, LogLevel.Information, "A user signed in: session {Session}. Trace {TraceId}.", EventName = "login")]
    public partial void SignedIn(string session, string traceId);

    [LoggerMessage(1901, LogLevel.Information, "The tokens of session {Session} were refreshed. Trace {TraceId}.", EventName = "refresh")]
    public partial void Refreshed(string session, string traceId);

    [LoggerMessage(1902, LogLevel.Information, "Session {Session} came late with its old cookies and was given the refresh that was remembered. Trace {TraceId}.", EventName = "replay_served")]
    public partial void ReplayServed(string session, string traceId);

    [LoggerMessage(1903, LogLevel.Warning, "The provider refused a refresh token of session {Session} that had been replaced: theft, or a broken client. The session was ended. Trace {TraceId}.", EventName = "reuse_detected")]
    public partial void ReuseDetected(string session, string traceId);

    /// <param name="session">Pseudonym, or <c>unknown</c> when the provider named it or its user and not we.</param>
    /// <param name="cause"><c>user</c>, <c>grant_ended</c>, <c>token_expired</c>, <c>refresh_refused</c>, <c>identity_mismatch</c>, <c>provider_session</c> or <c>provider_user</c>.</param>
    /// <param name="traceId">The request's.</param>
    [LoggerMessage(1904, LogLevel.Information, "Session {Session} was ended: {Cause}. Trace {TraceId}.", EventName = "logout")]
    public partial void SignedOut(string session, string cause, string traceId);

    /// <param name="secret">Name in the vault, or <see cref="SigningKeys"/>.</param>
    /// <param name="added">How many versions or keys came.</param>
    /// <param name="known">How many are known now.</param>
    [LoggerMessage(1905, LogLevel.Information, "A rotation of {Secret}: {Added} new, {Known} known.", EventName = "rotation_seen")]
    public partial void RotationSeen(string secret, int added, int known);

    [LoggerMessage(1906, LogLevel.Information, "Withdrawn from {Secret}: {Withdrawn}, {Known} known.", EventName = "key_withdrawn")]
    public partial void KeyWithdrawn(string secret, int withdrawn, int known);

    [LoggerMessage(1907, LogLevel.Information, "Refused: {Code} ({Status}) at {Route}. {Reason} Trace {TraceId}.", EventName = "call_denied")]
    public partial void CallDenied(string code, int status, string route, string reason, string traceId);

    [LoggerMessage(1908, LogLevel.Information, "Refused as cross-site: {Code} ({Status}) at {Route}. {Reason} Trace {TraceId}.", EventName = "cross_site_refused")]
    public partial void CrossSiteRefused(string code, int status, string route, string reason, string traceId);

    /// <param name="token"><c>id_token</c> or <c>logout_token</c>.</param>
    [LoggerMessage(1909, LogLevel.Warning, "No key of the provider verifies the signature of an {Token}.", EventName = "signature_refused")]
    public partial void SignatureRefused(string token);

    [LoggerMessage(1910, LogLevel.Warning, "Reading the provider's signing keys failed ({Error}). {Reason} What is known stays in use.", EventName = "signing_keys_failed")]
    public partial void SigningKeysFailed(string error, string reason);

    [LoggerMessage(1911, LogLevel.Warning, "Reading the secret {Secret} from the vault failed ({Error}, status {Status}). {Reason} What is known stays in use.", EventName = "secret_read_failed")]
    public partial void SecretReadFailed(string secret, string error, int status, string reason);

    /// <summary>Stands for the provider's key set where a secret is named; no secret in a vault can be called so.</summary>
    public const string SigningKeys = "signing_keys";

    /// <summary>Tells what came and what went between two readings of the same keys.</summary>
    public void KeysChanged(string secret, IReadOnlyCollection<string> before, IReadOnlyCollection<string> now)
    {
        RotationSeen(secret, now.Except(before).Count(), now.Count);
        if (before.Except(now).Count() is > 0 and var withdrawn)
        {
            KeyWithdrawn(secret, withdrawn, now.Count);
        }
    }
}
