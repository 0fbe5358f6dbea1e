import { pause } from "./abort.js";
import { protection, type Base } from "./addresses.js";
import { errorHeader, problemOf } from "./problem.js";
import type { Renew } from "./renewal.js";
import type { Asked, SessionState } from "./state.js";
import type { Surroundings } from "./surroundings.js";

/** RFC 9110 section 9.2.2; browsers send no TRACE. */
const idempotent = /^(GET|HEAD|OPTIONS|PUT|DELETE)$/;

/** Sends the page's own calls: once, and a second time when that helps and is safe; never a third time. */
export function createFetch(
  fetch: Surroundings["fetch"], document: Surroundings["document"], base: Base, state: SessionState, renew: Renew, maxRetryDelay: number,
): typeof globalThis.fetch {
  /** The checked request is the one that is sent, so that an input cannot change its address in between. */
  function protect(input: RequestInfo | URL, init: RequestInit | undefined): Request {
    const asked = new Request(input instanceof Request ? input : new URL(String(input), document.baseURI), init);
    if (new URL(asked.url).origin !== base.origin) {
      throw new TypeError(`Not an address of ${base.origin}`);
    }

    const request = new Request(asked, protection(base, asked.redirect));
    request.headers.set("X-CSRF", "1");
    return request;
  }

  async function send(request: Request): Promise<Response> {
    const response = await fetch(request);
    const code = response.headers.get(errorHeader);
    if ((!code || code.startsWith("upstream_")) && request.url.startsWith(base.href + "/proxy/")) {
      state.use(); // it was forwarded, so the session was used
    }

    return response;
  }

  async function isWorthAnother(response: Response, { method, signal }: Request, asked: Asked): Promise<boolean> {
    const code = response.headers.get(errorHeader);
    if (!code) {
      return false; // the API's own response
    }

    if (response.status === 401) {
      return await hasNewer(code, signal, asked); // rejected before it was forwarded, so any method may be sent again
    }

    const problem = idempotent.test(method) ? await problemOf(response) : undefined;
    const wait = problem?.action === "retry" ? problem.retryAfter : undefined;
    if (!(wait! <= maxRetryDelay)) { // also when there is none
      return false;
    }

    await pause(wait! * 1000, signal);
    return true;
  }

  /** Whether there is a newer session to try with. A session that was revoked or never existed is not renewed; neither is a step-up. */
  async function hasNewer(code: string, signal: AbortSignal, asked: Asked): Promise<boolean> {
    if (code === "session_revoked" && state.isSame(asked)) {
      state.end("signed-out");
    }

    if (code !== "session_expired" && !(code === "not_authenticated" && state.current?.isAuthenticated)) {
      return false;
    }

    if (!state.isSame(asked)) {
      return !!state.current?.isAuthenticated; // renewed, here or in another tab, while this request was on its way
    }

    try {
      return (await renew(signal)).isAuthenticated;
    } catch {
      signal.throwIfAborted();
      return false; // the page gets the original response
    }
  }

  return async (input, init) => {
    const asked = state.now();
    const request = protect(input, init);
    const response = await send(request);
    const isGone = init?.body instanceof ReadableStream || (input instanceof Request && input.bodyUsed); // it cannot be sent again
    if (isGone || !await isWorthAnother(response, request, asked)) {
      return response;
    }

    response.body?.cancel().catch(() => {}); // frees the connection; the body is not read
    return await send(protect(input, init));
  };
}
