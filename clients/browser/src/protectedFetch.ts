import { pause, unlessAborted } from "./abort.js";
import { protection, type Base } from "./addresses.js";
import type { TokenExchangeOptions } from "./options.js";
import { errorHeader, isForwarded, problemOf } from "./problem.js";
import type { Renew } from "./renewal.js";
import type { Session } from "./session.js";
import type { Asked, SessionState } from "./state.js";
import type { Surroundings } from "./surroundings.js";

/** RFC 9110 section 9.2.2; browsers send no TRACE. */
const idempotent = /^(GET|HEAD|OPTIONS|PUT|DELETE)$/;

/** Sends the page's own calls: once, and a second time when that helps and is safe; never a third time. */
export function createFetch(
  fetch: Surroundings["fetch"], document: Surroundings["document"], base: Base, state: SessionState, renew: Renew, maxRetryDelay: number,
  stepUp: TokenExchangeOptions["stepUp"],
): typeof globalThis.fetch {
  let flight: Promise<Session | undefined> | undefined;

  /** The checked request is the one that is sent, so that an input cannot change its address in between. A relative address is the page's, or that of a gateway elsewhere. */
  function protect(input: RequestInfo | URL, init: RequestInit | undefined): Request {
    const asked = new Request(input instanceof Request ? input : new URL(input, base.isSameOrigin ? document.baseURI : base.href + "/"), init);
    if (!asked.url.startsWith(base.origin + "/")) {
      throw new TypeError(`Not an address of ${base.origin}`);
    }

    const request = new Request(asked, protection(base, asked.redirect));
    request.headers.set("X-CSRF", "1");
    return request;
  }

  async function send(request: Request): Promise<Response> {
    const response = await fetch(request);
    if (isForwarded(response.headers.get(errorHeader)) && request.url.startsWith(base.href + "/proxy/")) {
      state.use();
    }

    return response;
  }

  /** Whether the call may succeed now. One that the gateway rejected with 401 did not reach the API, or was not executed by it, so any method may be sent again. */
  async function isWorthAnother(response: Response, { method, signal }: Request, asked: Asked): Promise<boolean> {
    try {
      const error = await problemOf(response);
      const { code, action, retryAfter } = error ?? {}; // empty for the API's own response
      const user = state.current?.claims?.sub;
      if (code === "session_revoked" && state.isSame(asked)) {
        state.end("signed-out"); // neither this nor a session that never existed is renewed
      } else if (code === "session_expired" || (code === "not_authenticated" && user)) {
        return state.isSame(asked) ? (await renew(signal)).isAuthenticated : !!user; // else renewed, here or in another tab, while this request was on its way
      } else if (code === "stepup_required" && user && stepUp) {
        flight ??= stepUp(error!).finally(() => {
          flight = undefined;
        });
        return (await unlessAborted(flight, signal))?.claims?.sub === user; // another user did not make this call
      } else if (action === "retry" && retryAfter! <= maxRetryDelay && idempotent.test(method)) {
        await pause(retryAfter! * 1000, signal);
        return true;
      }
    } catch {
      signal.throwIfAborted();
    }

    return false; // the page gets the original response
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
    return send(protect(input, init));
  };
}
