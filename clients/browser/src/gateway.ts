import { anyOf } from "./abort.js";
import { protection, type Base } from "./addresses.js";
import { TokenExchangeError } from "./errors.js";
import { parse, problem } from "./problem.js";
import { readSession, type Session } from "./session.js";
import type { Surroundings } from "./surroundings.js";

/** How to make one call to the gateway's own routes. */
export interface Call {
  readonly method: "GET" | "POST";
  /** Below the base: `/auth/session`. */
  readonly path: string;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

/** The gateway's own endpoints: JSON in both directions, problems as errors. */
export interface Gateway {
  readonly base: Base;
  call(call: Call): Promise<Record<string, unknown>>;
  /** A call that returns the session. */
  session(call: Call): Promise<Session>;
}

/** The timeout is in seconds. Nothing is sent twice: the page gets the wait as `retryAfter`. */
export function createGateway(fetch: Surroundings["fetch"], base: Base, timeout: number): Gateway {
  async function call({ method, path, body, signal }: Call): Promise<Record<string, unknown>> {
    const request = new Request(base.href + path, {
      ...protection(base, "error"),
      method,
      headers: { "X-CSRF": "1", ...(body && { "Content-Type": "application/json" }) },
      body: body ? JSON.stringify(body) : null,
      cache: "no-store",
      keepalive: method === "POST", // a change of the session completes even when the page is left
      signal: anyOf(AbortSignal.timeout(timeout * 1000), signal),
    });
    let response: Response;
    let text: string;
    try {
      response = await fetch(request);
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      throw new TokenExchangeError("network_error", { action: "retry", cause });
    }

    const { ok, status } = response;
    if (!ok) {
      throw problem(response, text);
    }

    const answer = parse(text);
    if (!answer) { // a proxy that answers every address with a page is not the gateway
      throw new TokenExchangeError("unexpected_response", { status });
    }

    return answer;
  }

  return { base, call, session: async wanted => sessionIn(await call(wanted)) };
}

/** The session in a response; anything else is not from the gateway. */
export function sessionIn(body: unknown): Session {
  const session = readSession(body);
  if (!session) {
    throw new TokenExchangeError("unexpected_response", { status: 200 });
  }

  return session;
}
