import { localPath } from "./addresses.js";
import { TokenExchangeError, type ErrorAction } from "./errors.js";

/** The header that distinguishes the gateway's own errors from those of an API. */
export const errorHeader = "TE-Error";

/** Whether a call with this error code, or without one, has been sent to the API: only then the session was used. */
export const isForwarded = (code: string | null | undefined) => !code || code.startsWith("upstream_");

/** The problem details of RFC 9457, with the gateway's members. */
interface Problem {
  readonly title?: string;
  readonly code?: string;
  readonly action?: ErrorAction;
  readonly traceId?: string;
  readonly returnUrl?: string;
  readonly acrValues?: string;
  readonly maxAge?: number;
  readonly claims?: string;
}

/**
 * Reads the gateway's error without consuming the response's body.
 * Undefined when the response is not an error of the gateway: a success, or an error of the API, which the page handles.
 */
export async function problemOf(response: Response): Promise<TokenExchangeError | undefined> {
  return response.headers.has(errorHeader) ? problem(response, await response.clone().text()) : undefined;
}

/** The error in a response of one of the gateway's own endpoints; without a problem body it came from a proxy. */
export function problem({ headers, status }: Response, content: string): TokenExchangeError {
  const isProblem = /problem\+json/.test(headers.get("Content-Type") ?? "");
  const body: Problem = isProblem && parse(content) || {};
  const { acrValues, maxAge, claims } = body;
  const code = headers.get(errorHeader) ?? body.code;
  const byStatus = code === "stepup_required" ? "stepup" // for a response without a body: HEAD, or a proxy
    : status === 401 && code ? "login"
    : /429|50[234]/.test(`${status}`) ? "retry"
    : "none";
  return new TokenExchangeError(code ?? "unexpected_response", {
    action: body.action ?? byStatus,
    status,
    traceId: body.traceId,
    retryAfter: Number(headers.get("Retry-After")) || undefined, // the gateway sends seconds, never a date or zero
    returnUrl: localPath(body.returnUrl),
    stepUp: { acrValues, maxAge, claims },
    message: body.title,
  });
}

/** An object with unknown members; undefined when the text is not a JSON object. */
export function parse(content: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(content)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
