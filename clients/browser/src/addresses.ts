import { TokenExchangeError } from "./errors.js";

/** RFC 3986 sections 3.3-3.5: what may stand in a path, query and fragment; escapes are whole. */
const allowed = /^\/([\w\-.~!$&'()*+,;=:@/?#]|%[0-9a-f]{2})*$/i;

/** An empty segment (it makes `//host`), a dot segment, or a slash, backslash or control character in disguise. */
const suspect = /\/\/|\/(\.|%2e){1,2}(\/|$)|%(2f|5c|[01].|7f|c2%[89])/i;

/** Whether a browser can only take it for a path of this origin: the gateway's own rule, so that no round trip is spent on a refusal. */
export function isLocalPath(value: unknown): value is string {
  return typeof value === "string" && value.length <= 2048 && allowed.test(value) && !suspect.test(value.split(/[?#]/, 1)[0]!);
}

/** An address of the provider to which the page may be sent: https, or http on this machine. Never `javascript:`, `data:` or a relative one. */
export function navigable(value: unknown): string {
  const url = URL.canParse(String(value)) ? new URL(String(value)).href : "";
  if (!/^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1\])[:/])/.test(url)) {
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

/** The one place that decides on header, credentials and redirects: they cannot leave the gateway's origin. */
export function protection(base: Base, redirect: RequestRedirect): RequestInit {
  return base.isSameOrigin
    ? { mode: "same-origin", credentials: "same-origin", redirect } // in this mode the browser itself refuses a redirect to elsewhere
    : { mode: "cors", credentials: "include", redirect: redirect === "follow" ? "error" : redirect };
}
