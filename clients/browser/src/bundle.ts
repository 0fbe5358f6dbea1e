import { createTokenExchange as create } from "./create.js";
import type { TokenExchangeOptions } from "./options.js";
import { popup } from "./popup.js";
import type { Claims, Subject } from "./session.js";
import type { TokenExchange } from "./tokenExchange.js";

// Everything in one file, for pages without a bundler.
export * from "./index.js";
export { popup };

/** Creates the client, with logins in popups. Sends nothing yet. */
export function createTokenExchange<C extends Subject = Claims>(options: TokenExchangeOptions = {}): TokenExchange<C> {
  return create<C>({ popup, ...options });
}
