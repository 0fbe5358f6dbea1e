/** What one request looked like when it left the page. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Headers;
  readonly mode: RequestMode;
  readonly credentials: RequestCredentials;
  readonly redirect: RequestRedirect;
  readonly referrerPolicy: ReferrerPolicy;
  readonly keepalive: boolean;
  readonly body: string;
}

type Answer = Response | Error | "hang" | ((seen: Seen) => Response | Promise<Response>);

/** Addresses of the contract, as the queues name them. */
export const route = "GET /api/auth/session";
export const refresh = "POST /api/auth/refresh";
export const logout = "POST /api/auth/logout";

/** The response without a signed-in user. */
export const anonymous = { isAuthenticated: false };

/** A session as the contract has it. */
export function view(id = "s1", over: Partial<Record<string, number>> = {}) {
  return {
    isAuthenticated: true,
    claims: { sub: "88421113", name: "Alice" },
    session: { id, expiresIn: 28_800, idleExpiresIn: 3_600, accessTokenExpiresIn: 240, ...over },
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
}

/** A problem as the gateway writes it. */
export function problem(status: number, code: string, action = "none", retryAfter?: number): Response {
  return new Response(JSON.stringify({ type: `urn:token-exchange:error:${code}`, title: `About ${code}.`, status, code, action, traceId: "4bf92f35" }), {
    status,
    headers: { "Content-Type": "application/problem+json", "TE-Error": code, ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }) },
  });
}

/** Answers from queues; an address for which nothing is queued fails the test. Refuses, as the gateway does, what lacks X-CSRF. */
export class FakeGateway {
  readonly seen: Seen[] = [];
  private readonly queues = new Map<string, Answer[]>();
  private readonly hanging: Request[] = []; // Node.js loses the abort of a request that was collected, as no browser does while it waits for the answer

  /** Queues answers for `METHOD /path`. */
  on(route: string, ...answers: Answer[]): this {
    this.queues.set(route, [...(this.queues.get(route) ?? []), ...answers]);
    return this;
  }

  count(route: string): number {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route).length;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers, mode, credentials, redirect, referrerPolicy, keepalive } = request;
    const path = new URL(url).pathname;
    const seen = { method, url, path, headers, mode, credentials, redirect, referrerPolicy, keepalive, body: await request.text() };
    this.seen.push(seen);
    const answer = this.queues.get(`${method} ${path}`)?.shift();
    if (answer === undefined) {
      throw new Error(`Nothing is queued for ${method} ${path}`);
    }

    if (answer === "hang") {
      this.hanging.push(request);
      return await new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(new DOMException("Aborted by the browser", "AbortError")));
      });
    }

    if (answer instanceof Error) {
      throw answer;
    }

    return typeof answer === "function" ? await answer(seen) : answer;
  };
}
