import { TokenExchangeError } from "./errors.js";

/** The characters that browsers leave unescaped in a path, query and fragment: ASCII without blanks, control characters and the backslash; escapes are complete. */
const allowed = /^\/([!-$&-[\]-~]|%[\da-f]{2})*$/i;

/** An empty segment (as in `//host`), a dot segment, or an escaped slash, backslash or control character. */
const suspect = /\/\/|\/(\.|%2e){1,2}(\/|$)|%(2f|5c|[01].|7f|c2%[89])/i;

/** The value, if a browser can only read it as a path of this origin: the gateway's own rule, checked here to save a call that would be rejected. */
export function localPath(value: unknown): string | undefined {
  const path = String(value);
  return path.length <= 2048 && allowed.test(path) && !suspect.test(path.split(/[?#]/, 1)[0]!) ? path : undefined;
}

/** An address of the provider to which the page may be sent: https, or http on this machine. Never `javascript:`, `data:` or a relative one. */
export function navigable(value: unknown): string {
  const url = String(value);
  if (!/^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/)/.test(url)) {
    throw new TokenExchangeError("address_refused");
  }

  return url;
}

/** The address of the gateway. */
export interface Base {
  /** Without a slash at its end. */
  readonly href: string;
  readonly origin: string;
  /** Whether it is the page's own origin; otherwise it is the only other origin that may receive the cookies and the header. */
  readonly isSameOrigin: boolean;
}

/** Resolves the base path against the page's origin, not its base URI: markup must not change the gateway's address. */
export function baseOf(basePath: string, pageOrigin: string): Base {
  const url = new URL(basePath, pageOrigin);
  return { href: url.origin + url.pathname.replace(/\/+$/, ""), origin: url.origin, isSameOrigin: url.origin === pageOrigin };
}

/**
 * The only code that sets header, credentials, redirects and referrer, so that they are never sent to another origin.
 * Under a page's policy `no-referrer`, Firefox and WebKit would send `Origin: null` (Fetch standard, "append a request Origin header").
 */
export function protection({ isSameOrigin }: Base, redirect: RequestRedirect): RequestInit {
  return {
    referrerPolicy: "same-origin",
    ...isSameOrigin
      ? { mode: "same-origin", credentials: "same-origin", redirect } // in this mode the browser itself rejects a redirect to another origin
      : { mode: "cors", credentials: "include", redirect: redirect === "follow" ? "error" : redirect },
  };
}
