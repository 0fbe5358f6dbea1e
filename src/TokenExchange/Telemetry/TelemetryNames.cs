namespace TokenExchange.Telemetry;

/// <summary>
/// All names in telemetry: the source of traces and metrics, the audit category, instruments and tags. Tags follow OpenTelemetry's semantic
/// conventions where these have a name; the others begin with <c>token_exchange</c>.
/// </summary>
public static class TelemetryNames
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string Source = "TokenExchange";

    /// <summary>Log category of the audit log.</summary>
    public const string AuditCategory = "TokenExchange.Audit";

    internal const string RequestDuration = "token_exchange.request.duration";
    internal const string CallDuration = "token_exchange.call.duration";
    internal const string AuditEvents = "token_exchange.audit.events";
    internal const string HeadersDropped = "token_exchange.response.headers_dropped";
    internal const string SecretAge = "token_exchange.secret.age";
    internal const string SecretTimeToExpiry = "token_exchange.secret.time_to_expiry";

    internal const string MethodTag = "http.request.method";
    internal const string RouteTag = "http.route";
    internal const string StatusTag = "http.response.status_code";
    internal const string ErrorTag = "error.type";
    internal const string InvocationTag = "faas.invocation_id";
    internal const string CallTag = "token_exchange.call";
    internal const string TargetTag = "token_exchange.target";
    internal const string SecretTag = "token_exchange.secret";
    internal const string EventTag = "token_exchange.event";

    /// <summary>Kinds of outbound calls, the values of <see cref="CallTag"/>.</summary>
    internal static class Calls
    {
        public const string Secret = "secret";
        public const string Signature = "signature";
        public const string Discovery = "discovery";
        public const string SigningKeys = "signing_keys";
        public const string Token = "token";
        public const string Revocation = "revocation";
        public const string PushedRequest = "pushed_request";
        public const string UserInfo = "userinfo";
        public const string SharedState = "shared_state";
        public const string Upstream = "upstream";
    }
}
