using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>
/// The audit log: one record for each event, with the event's name as the name of its event id and the fields of
/// <c>docs/operations/audit.md</c>. Sessions appear under a pseudonym; no user, token, code, address or external input. Event ids 1900-1999.
/// </summary>
internal sealed partial class Audit(ILoggerFactory loggers, Instruments instruments, RecordCap cap)
{
    /// <summary>The events that an unauthenticated caller can cause; records of other events are never left out.</summary>
    private static readonly FrozenSet<string> CausedByAnybody = FrozenSet.Create(StringComparer.Ordinal, "call_denied", "cross_site_refused", "signature_refused");

    private readonly ILogger _logger = new CountedLogger(
        new CappedLogger(loggers, TelemetryNames.AuditCategory, cap, item => CausedByAnybody.Contains(item.Name ?? "")), instruments.AuditEvents);

    [LoggerMessage(1900, LogLevel.Information, "A user signed in: session {Session}. Trace {TraceId}.", EventName = "login")]
    public partial void SignedIn(string session, string traceId);

    [LoggerMessage(1901, LogLevel.Information, "The tokens of session {Session} were refreshed. Trace {TraceId}.", EventName = "refresh")]
    public partial void Refreshed(string session, string traceId);

    [LoggerMessage(1902, LogLevel.Information, "A request of session {Session} with an old refresh token received the result of the earlier refresh. Trace {TraceId}.", EventName = "replay_served")]
    public partial void ReplayServed(string session, string traceId);

    [LoggerMessage(1903, LogLevel.Warning, "The provider rejected a refresh token of session {Session} that had been replaced: theft or a faulty client. The session was ended. Trace {TraceId}.", EventName = "reuse_detected")]
    public partial void ReuseDetected(string session, string traceId);

    /// <param name="session">Pseudonym; <c>unknown</c> when the provider named a session or user that this instance does not know.</param>
    /// <param name="cause"><c>user</c>, <c>grant_ended</c>, <c>token_expired</c>, <c>refresh_refused</c>, <c>identity_mismatch</c>, <c>provider_session</c> or <c>provider_user</c>.</param>
    /// <param name="traceId">Trace id of the request.</param>
    [LoggerMessage(1904, LogLevel.Information, "Session {Session} was ended: {Cause}. Trace {TraceId}.", EventName = "logout")]
    public partial void SignedOut(string session, string cause, string traceId);

    /// <param name="secret">Name in the vault, or <see cref="SigningKeys"/>.</param>
    /// <param name="added">Number of new versions or keys.</param>
    /// <param name="known">Number of known versions or keys.</param>
    [LoggerMessage(1905, LogLevel.Information, "New versions or keys of {Secret}: {Added}, known: {Known}.", EventName = "rotation_seen")]
    public partial void RotationSeen(string secret, int added, int known);

    [LoggerMessage(1906, LogLevel.Information, "Withdrawn versions or keys of {Secret}: {Withdrawn}, known: {Known}.", EventName = "key_withdrawn")]
    public partial void KeyWithdrawn(string secret, int withdrawn, int known);

    [LoggerMessage(1907, LogLevel.Information, "Request denied: {Code} ({Status}) at {Route}. {Reason} Trace {TraceId}.", EventName = "call_denied")]
    public partial void CallDenied(string code, int status, string route, string reason, string traceId);

    [LoggerMessage(1908, LogLevel.Information, "Cross-site request denied: {Code} ({Status}) at {Route}. {Reason} Trace {TraceId}.", EventName = "cross_site_refused")]
    public partial void CrossSiteRefused(string code, int status, string route, string reason, string traceId);

    /// <param name="token"><c>id_token</c> or <c>logout_token</c>.</param>
    [LoggerMessage(1909, LogLevel.Warning, "No signing key of the provider verifies the signature of the {Token}.", EventName = "signature_refused")]
    public partial void SignatureRefused(string token);

    [LoggerMessage(1910, LogLevel.Warning, "Reading the provider's signing keys failed ({Error}). {Reason} Cached keys stay in use.", EventName = "signing_keys_failed")]
    public partial void SigningKeysFailed(string error, string reason);

    [LoggerMessage(1911, LogLevel.Warning, "Reading the secret {Secret} from the vault failed ({Error}, status {Status}). {Reason} Cached versions stay in use.", EventName = "secret_read_failed")]
    public partial void SecretReadFailed(string secret, string error, int status, string reason);

    /// <param name="session">Pseudonym.</param>
    /// <param name="calls">The number of calls, of all routes together, that the record stands for.</param>
    /// <param name="route">The route of the last of these calls.</param>
    /// <param name="traceId">Trace id of that call.</param>
    [LoggerMessage(1912, LogLevel.Information, "Session {Session} made {Calls} more proxied calls within one window, the last at {Route}. Trace {TraceId}.", EventName = "many_calls")]
    public partial void ManyCalls(string session, int calls, string route, string traceId);

    /// <summary>The name of the provider's key set where events name a secret; not a possible name of a vault secret.</summary>
    public const string SigningKeys = "signing_keys";

    /// <summary>Reports the differences between two readings of the same keys.</summary>
    public void KeysChanged(string secret, IReadOnlyCollection<string> before, IReadOnlyCollection<string> now)
    {
        RotationSeen(secret, now.Except(before).Count(), now.Count);
        if (before.Except(now).Count() is > 0 and var withdrawn)
        {
            KeyWithdrawn(secret, withdrawn, now.Count);
        }
    }
}
