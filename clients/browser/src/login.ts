import { isLocalPath, navigable } from "./addresses.js";
import { readCallback } from "./callbackAddress.js";
import { TokenExchangeError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import type { LoginOptions } from "./options.js";

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
