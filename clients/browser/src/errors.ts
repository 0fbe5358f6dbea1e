/** What the page should do about an error: begin a login, try again later, begin a stronger login, or nothing. */
export type ErrorAction = "login" | "retry" | "stepup" | "none";

/** The codes that the gateway answers with. */
export type GatewayErrorCode =
  | "not_authenticated" | "session_expired" | "session_revoked" | "stepup_required" | "csrf_failed"
  | "transaction_missing" | "transaction_expired" | "provider_denied" | "code_rejected" | "issuer_mismatch" | "id_token_invalid"
  | "return_url_denied" | "request_invalid" | "route_unknown" | "method_denied" | "path_denied"
  | "provider_unavailable" | "credential_rejected" | "vault_unavailable" | "upstream_unavailable" | "upstream_timeout"
  | "payload_too_large" | "unsupported_media_type" | "rate_limited" | "misconfigured" | "internal_error";

/**
 * The codes that begin in the browser; their `status` is 0, but for `unexpected_response`.
 *
 * - `network_error`: no answer came, or not in time
 * - `unexpected_response`: something answered that is not the gateway, or not as the contract says
 * - `address_refused`: the gateway named an address to which a page must not be sent
 * - `popup_blocked`, `popup_closed`: the login in a popup could not begin, or was given up
 * - `login_loop`: the page itself began two logins within the last minute; a third needs a click of the user
 */
export type BrowserErrorCode =
  | "network_error" | "unexpected_response" | "address_refused" | "popup_blocked" | "popup_closed" | "login_loop";

/** A stable word for what went wrong. A newer gateway may know more codes than this version: decide by `action` then. */
export type ErrorCode = GatewayErrorCode | BrowserErrorCode | (string & {});

/** Everything about a {@link TokenExchangeError} but its code. */
export interface ErrorDetails {
  /** Default `none`. */
  readonly action?: ErrorAction | undefined;
  /** HTTP status; default 0: no answer. */
  readonly status?: number | undefined;
  /** The request's id in the gateway's log. */
  readonly traceId?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly message?: string | undefined;
  readonly cause?: unknown;
}

/** A refusal by the gateway (RFC 9457), or a failure on the way to it. An abort is not one: it rejects with the signal's reason. */
export class TokenExchangeError extends Error {
  /** What went wrong; stable. */
  declare readonly code: ErrorCode;
  /** What the page should do. */
  declare readonly action: ErrorAction;
  /** HTTP status; 0 when there was no answer. */
  declare readonly status: number;
  /** The request's id in the gateway's log, when there is one. */
  declare readonly traceId: string | undefined;
  /** How long to wait before trying again, in seconds, when the gateway said so. */
  declare readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, { action = "none", status = 0, traceId, retryAfter, message = code, cause }: ErrorDetails = {}) {
    super(message, { cause });
    Object.assign(this, { name: "TokenExchangeError", code, action, status, traceId, retryAfter });
  }
}
