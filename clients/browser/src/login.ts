import { isLocalPath, navigable } from "./addresses.js";
import { readCallback } from "./callbackAddress.js";
import { TokenExchangeError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import type { LoginOptions } from "./options.js";
import type { Surroundings } from "./surroundings.js";

/** How long a login that the page began by itself is remembered, in milliseconds; at most two of them are let through in that time. */
const memory = 60_000;

/** A login that has begun. */
export interface Begun {
  /** Where the browser is to be sent; checked. */
  readonly authorizationUrl: string;
  /** Seconds until the login has to have come back. */
  readonly expiresIn: number;
}

/**
 * The path to come back to: the wanted one, refused here if the gateway would refuse it, or where the user is.
 * Undefined when the gateway would not take that; it has a default of its own.
 */
export function returnPath(wanted: string | undefined, href: string): string | undefined {
  const path = wanted ?? readCallback(href).clean;
  if (isLocalPath(path)) {
    return path;
  }

  if (wanted !== undefined) {
    throw new TokenExchangeError("return_url_denied");
  }

  return undefined;
}

/** Asks the gateway where to send the browser. */
export async function begin(gateway: Gateway, { signal, popup, ...wanted }: LoginOptions, returnUrl: string | undefined): Promise<Begun> {
  const answer = await gateway.call({ method: "POST", path: "/auth/login", body: { ...wanted, returnUrl }, signal });
  return { authorizationUrl: navigable(answer["authorizationUrl"]), expiresIn: Number(answer["expiresIn"]) || 600 };
}

/**
 * Refuses the third login within a minute that no click has begun: where a login fails at once, a page that begins one at every load would
 * go round without end. Returns how to note that this one has begun. Where the browser forbids storage, nothing is counted: it forbids cookies
 * too, so that the login ends with an error that the page is told.
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

  return () => storage?.setItem(key, `${now},${times[0]}`);
}
