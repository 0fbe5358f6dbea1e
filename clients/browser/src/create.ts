import { connect } from "./client.js";
import type { TokenExchangeOptions } from "./options.js";
import type { TokenExchange } from "./tokenExchange.js";

/** Creates the client. Sends nothing yet. */
export function createTokenExchange(options: TokenExchangeOptions = {}): TokenExchange {
  return connect(options, window);
}
