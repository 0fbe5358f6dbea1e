import type { StepUp } from "./options.js";

/** What the page should do about an error: start a login, try again later, start a stronger login, or nothing. */
export type ErrorAction = "login" | "retry" | "stepup" | "none";

/** The error codes of the gateway. */
export type GatewayErrorCode =
  | "not_authenticated" | "session_expired" | "session_revoked" | "stepup_required" | "csrf_failed"
  | "transaction_missing" | "transaction_expired" | "provider_denied" | "login_required" | "login_cancelled" | "code_rejected" | "issuer_mismatch" | "id_token_invalid"
  | "return_url_denied" | "request_invalid" | "route_unknown" | "method_denied" | "path_denied"
  | "provider_unavailable" | "credential_rejected" | "vault_unavailable" | "upstream_unavailable" | "upstream_timeout"
  | "payload_too_large" | "unsupported_media_type" | "rate_limited" | "misconfigured" | "internal_error";

/**
 * The error codes of this package; their `status` is 0, except for `unexpected_response`.
 *
 * - `network_error`: there was no response, or none in time
 * - `unexpected_response`: the response is not from the gateway, or violates the contract
 * - `address_refused`: the gateway returned an address to which a page must not be sent
 * - `popup_blocked`, `popup_closed`: the login in a popup could not start, or was cancelled
 * - `login_loop`: the page itself started two logins within the last minute; a third one needs a click of the user
 */
export type BrowserErrorCode =
  | "network_error" | "unexpected_response" | "address_refused" | "popup_blocked" | "popup_closed" | "login_loop";

/** The stable code of an error. A newer gateway may send more codes than this version knows: use `action` then. */
export type ErrorCode = GatewayErrorCode | BrowserErrorCode | (string & {});

/** The members of a {@link TokenExchangeError} except its code. */
export interface ErrorDetails {
  /** Default `none`. */
  readonly action?: ErrorAction | undefined;
  /** HTTP status; default 0: no response. */
  readonly status?: number | undefined;
  /** The id of the request in the gateway's log. */
  readonly traceId?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  /** A path of this origin. */
  readonly returnUrl?: string | undefined;
  /** Of `stepup_required`: what the login has to request. */
  readonly stepUp?: StepUp | undefined;
  readonly message?: string | undefined;
  readonly cause?: unknown;
}

/** An error of the gateway (RFC 9457), or a failure to reach it. An abort is not one: it rejects with the signal's reason. */
export class TokenExchangeError extends Error {
  /** The code; stable. */
  declare readonly code: ErrorCode;
  /** What the page should do. */
  declare readonly action: ErrorAction;
  /** HTTP status; 0 without a response. */
  declare readonly status: number;
  /** The id of the request in the gateway's log, if there is one. */
  declare readonly traceId: string | undefined;
  /** How long to wait before trying again, in seconds, if the gateway sent it. */
  declare readonly retryAfter: number | undefined;

  /** With a login that failed: the path to which it was to return, if the gateway sent it; for `login({ returnUrl })`. */
  declare readonly returnUrl: string | undefined;

  /** With `stepup_required`: what the login has to request, for `login({ ...stepUp })`. */
  declare readonly stepUp: StepUp | undefined;

  constructor(code: ErrorCode, { action = "none", status = 0, message = code, cause, ...details }: ErrorDetails = {}) {
    super(message, { cause });
    Object.assign(this, { ...details, name: "TokenExchangeError", code, action, status });
  }
}
