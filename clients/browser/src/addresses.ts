import { TokenExchangeError } from "./errors.js";

/** What browsers leave in a path, query and fragment as it is: ASCII without blanks, control characters and the backslash; escapes are whole. */
const allowed = /^\/([!-$&-[\]-~]|%[\da-f]{2})*$/i;

/** An empty segment (it makes `//host`), a dot segment, or a slash, backslash or control character in disguise. */
const suspect = /\/\/|\/(\.|%2e){1,2}(\/|$)|%(2f|5c|[01].|7f|c2%[89])/i;

/** Whether a browser can only take it for a path of this origin: the gateway's own rule, so that no round trip is spent on a refusal. */
export function isLocalPath(value: unknown): value is string {
  return typeof value === "string" && value.length <= 2048 && allowed.test(value) && !suspect.test(value.split(/[?#]/, 1)[0]!);
}

/** An address of the provider to which the page may be sent: https, or http on this machine. Never `javascript:`, `data:` or a relative one. */
export function navigable(value: unknown): string {
  const url = String(value);
  if (!/^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/)/.test(url)) {
    throw new TokenExchangeError("address_refused");
  }

  return url;
}

/** Where the gateway stands. */
export interface Base {
  /** Without a slash at its end. */
  readonly href: string;
  readonly origin: string;
  /** Whether it is the page's own origin; otherwise it is the one other origin that may see our cookies and our header. */
  readonly isSameOrigin: boolean;
}

/** Resolves the base path against the page's origin, not its base URI: markup must not move the gateway. */
export function baseOf(basePath: string, pageOrigin: string): Base {
  const url = new URL(basePath, pageOrigin);
  return { href: url.origin + url.pathname.replace(/\/+$/, ""), origin: url.origin, isSameOrigin: url.origin === pageOrigin };
}

/**
 * The one place that decides on header, credentials, redirects and referrer: they cannot leave the gateway's origin.
 * Under the policy `no-referrer` of a page, Firefox and WebKit would write `Origin: null` (Fetch standard, "append a request Origin header").
 */
export function protection({ isSameOrigin }: Base, redirect: RequestRedirect): RequestInit {
  return {
    referrerPolicy: "same-origin",
    ...isSameOrigin
      ? { mode: "same-origin", credentials: "same-origin", redirect } // in this mode the browser itself refuses a redirect to elsewhere
      : { mode: "cors", credentials: "include", redirect: redirect === "follow" ? "error" : redirect },
  };
}
