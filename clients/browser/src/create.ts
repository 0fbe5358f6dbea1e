import { connect } from "./client.js";
import type { TokenExchangeOptions } from "./options.js";
import type { Claims, Subject } from "./session.js";
import type { TokenExchange } from "./tokenExchange.js";

/**
 * Creates the client. Sends nothing yet. The type of the claims is what the page expects of the gateway's settings; it is not checked.
 * On a server, where a page is only rendered, nothing is known and nothing changes.
 */
export function createTokenExchange<C extends Subject = Claims>(options: TokenExchangeOptions = {}): TokenExchange<C> {
  return (globalThis.window ? connect(options, window) : onServer()) as unknown as TokenExchange<C>;
}

/** What may be called while rendering; everything else is called by the page's effects and events. */
function onServer(): Partial<TokenExchange> {
  const add = () => () => {};
  return { ready: Promise.resolve(undefined), subscribe: add, onSessionChange: add, dispose() {} };
}
