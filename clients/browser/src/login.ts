import { localPath, navigable } from "./addresses.js";
import { readCallback } from "./callbackAddress.js";
import { TokenExchangeError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import type { LoginOptions } from "./options.js";
import type { Surroundings } from "./surroundings.js";

/** How long a login that the page started without a click is remembered, in milliseconds; at most two of them are allowed in that time. */
const memory = 60_000;

/** A login that has started. */
export interface Begun {
  /** The address to which the browser is to be sent; checked. */
  readonly authorizationUrl: string;
  /** Seconds until the login expires. */
  readonly expiresIn: number;
}

/**
 * The path to return to: the given one, rejected here if the gateway would reject it, or the current one.
 * Undefined when the gateway would not accept the current one; it has a default.
 */
export function returnPath(wanted: string | undefined, href: string): string | undefined {
  const path = localPath(wanted ?? readCallback(href).clean);
  if (!path && wanted !== undefined) {
    throw new TokenExchangeError("return_url_denied");
  }

  return path;
}

/** Requests the address to which the browser is to be sent. */
export async function begin(gateway: Gateway, { signal, popup, ...wanted }: LoginOptions, returnUrl: string | undefined): Promise<Begun> {
  const answer = await gateway.call("login", signal, { ...wanted, returnUrl });
  return { authorizationUrl: navigable(answer["authorizationUrl"]), expiresIn: Number(answer["expiresIn"]) || 600 };
}

/**
 * Rejects the third login within a minute that no click has started: when a login fails at once, a page that starts one at every load would
 * loop endlessly. Returns a function that records this login. Where the browser forbids storage, nothing is counted: it forbids cookies
 * too, so that the login ends with an error that the page receives.
 */
export function refuseLoop(surroundings: Surroundings, key: string): () => void {
  let storage: Surroundings["sessionStorage"] | undefined;
  let times: string[] = [];
  if (!surroundings.navigator.userActivation.isActive) {
    try {
      storage = surroundings.sessionStorage;
      times = (storage.getItem(key) ?? "").split(",");
    } catch {}
  }

  const now = Date.now();
  if (Math.abs(now - Number(times[1])) < memory) {
    throw new TokenExchangeError("login_loop");
  }

  return () => {
    try {
      storage?.setItem(key, `${now},${times[0]}`);
    } catch {}
  };
}
