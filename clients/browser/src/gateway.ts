import { anyOf } from "./abort.js";
import { protection, type Base } from "./addresses.js";
import { TokenExchangeError } from "./errors.js";
import { parse, problem } from "./problem.js";
import { readSession, type Session } from "./session.js";
import type { Surroundings } from "./surroundings.js";

/** The gateway's own endpoints: JSON in both directions, problems as errors. */
export interface Gateway {
  readonly base: Base;
  /** A POST to an endpoint below `/auth/`, unless another method is given. */
  call(endpoint: string, signal?: AbortSignal, body?: object, method?: string): Promise<Record<string, unknown>>;
  /** Returns the session. */
  session(signal?: AbortSignal): Promise<Session>;
}

/** The timeout is in seconds. Nothing is sent twice: the page gets the wait as `retryAfter`. */
export function createGateway(fetch: Surroundings["fetch"], base: Base, timeout: number): Gateway {
  async function call(endpoint: string, signal?: AbortSignal, body?: object, method = "POST"): Promise<Record<string, unknown>> {
    const request = new Request(`${base.href}/auth/${endpoint}`, {
      ...protection(base, "error"),
      method,
      headers: { "X-CSRF": "1", ...(body && { "Content-Type": "application/json" }) },
      body: JSON.stringify(body),
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

    const { status } = response;
    if (!response.ok) {
      throw problem(response, text);
    }

    const answer = parse(text);
    if (!answer) { // a proxy that answers every address with a page is not the gateway
      throw new TokenExchangeError("unexpected_response", { status });
    }

    return answer;
  }

  return { base, call, session: async signal => sessionIn(await call("session", signal, undefined, "GET")) };
}

/** The session in a response; anything else is not from the gateway. */
export function sessionIn(body: unknown): Session {
  const session = readSession(body);
  if (!session) {
    throw new TokenExchangeError("unexpected_response", { status: 200 });
  }

  return session;
}
