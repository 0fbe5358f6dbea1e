import { TokenExchangeError, type ErrorAction } from "./errors.js";

/** The header that tells the gateway's own errors from those of the API behind it. */
export const errorHeader = "TE-Error";

/** RFC 9457, with our own members. */
interface Problem {
  readonly title?: string;
  readonly code?: string;
  readonly action?: string;
  readonly traceId?: string;
}

/**
 * Reads what the gateway refused, without consuming the response's body.
 * Undefined when the answer is not the gateway's own error: a success, or the API's error, which is the page's to understand.
 */
export async function problemOf(response: Response): Promise<TokenExchangeError | undefined> {
  return response.headers.has(errorHeader) ? problem(response, await response.clone().text()) : undefined;
}

/** The error in an answer of one of the gateway's own addresses; whatever is not a problem body came from something in between. */
export function problem({ headers, status }: Response, content: string): TokenExchangeError {
  const isProblem = headers.get("Content-Type")?.startsWith("application/problem+json");
  const body: Problem = isProblem && parse(content) || {};
  const code = headers.get(errorHeader) ?? body.code;
  return new TokenExchangeError(code ?? "unexpected_response", {
    action: action(body.action) ?? byStatus(code, status),
    status,
    traceId: body.traceId,
    retryAfter: Number(headers.get("Retry-After")) || undefined, // the gateway writes seconds, never a date or zero
    message: body.title,
  });
}

/** An object with unknown members; undefined when the text is not JSON. */
export function parse(content: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(content)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function action(value: string | undefined): ErrorAction | undefined {
  return /^(login|retry|stepup|none)$/.exec(value ?? "")?.[0] as ErrorAction | undefined;
}

/** For an answer without a body: HEAD, or a proxy in between. */
function byStatus(code: string | undefined, status: number): ErrorAction {
  return code === "stepup_required" ? "stepup"
    : status === 401 && code ? "login"
    : /429|50[234]/.test(String(status)) ? "retry"
    : "none";
}
