import { afterEach } from "vitest";
import { createTokenExchange, type TokenExchange, type TokenExchangeOptions } from "token-exchange-browser";
import { FakeGateway } from "../browser/test/fakeGateway.js";

export { anonymous, json, problem, view } from "../browser/test/fakeGateway.js";

export const exchange = "POST /api/auth/exchange";
export const login = "POST /api/auth/login";
export const logout = "POST /api/auth/logout";
/** The address of a response to a login. */
export const callback = "/cb?code=c0de&state=st4te";
/** Rejections of each kind that a page has to show, by the error's code. */
export const failures = ["network_error", "csrf_failed", "login_cancelled", "transaction_missing"] as const;

// The simulated browser has no such property; every login of these tests is by a click.
Object.defineProperty(navigator, "userActivation", { value: { isActive: true }, configurable: true });

const clients: TokenExchange[] = [];
afterEach(() => clients.splice(0).forEach(client => client.dispose()));

/** A page of the simulated browser at this path, and a client of a gateway that answers from queues. */
export function pageAt<Client = TokenExchange>(path: string, options: TokenExchangeOptions = {}): { client: Client; gateway: FakeGateway; path: () => string } {
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(`https://app.example${path}`);
  const gateway = new FakeGateway();
  const client = createTokenExchange({ fetch: gateway.fetch, ...options });
  clients.push(client);
  return { client: client as Client, gateway, path: () => location.href.slice(location.origin.length) };
}
