import { TokenExchangeError } from "./errors.js";

/**
 * The parameters that a provider adds to the redirect URI (RFC 6749, RFC 9207, OpenID Connect Session Management), and that the
 * gateway adds to the address of the error page.
 */
const added = /^(code|state|iss|session_state|error(_description|_uri)?|traceId|returnUrl)$/;

/** The codes of a failed login after which another login would not help. A newer gateway may send more. */
const final = /denied|cancelled|request|internal/;

/** The mark, in the fragment, of a login that was started in a popup. */
const mark = /#te-popup=([0-9a-f-]{36})$/;

/** The address of this page, parsed. */
export interface CallbackAddress {
  /** The address for the gateway: without the fragment, and without unrelated query parameters. */
  readonly callbackUrl: string;
  /** The provider's `state`; undefined when this is not an authorization response. */
  readonly state: string | undefined;
  /** Why a login failed, when the address itself contains the error. */
  readonly failure: TokenExchangeError | undefined;
  /** The popup login that this page belongs to, when the gateway itself completed it. */
  readonly popup: string | undefined;
  /** Path, query and fragment as they should be in the address bar; everything else is kept unchanged. */
  readonly clean: string;
}

/** Reads the page's address. A `state` alone is a parameter of the page: an authorization response also has a code or an error. */
export function readCallback(href: string): CallbackAddress {
  const url = new URL(href);
  const query = url.searchParams;
  const state = (query.has("code") || query.has("error")) && query.get("state") || undefined;
  const failure = state ? undefined : failureIn(query);
  const kept = state || failure ? without(url.search) : url.search;
  const [hash, popup] = unmark(url.hash);
  return {
    callbackUrl: url.origin + url.pathname + (state ? url.search : ""),
    state,
    failure,
    popup,
    clean: url.pathname + kept + hash,
  };
}

/** Adds the mark to a path, in place of its fragment. */
export function withMark(path: string, id: string): string {
  return `${path.split("#", 1)[0]}#te-popup=${id}`;
}

/** Removes the mark from a path or a fragment. */
export function unmark(path: string): [path: string, id: string | undefined] {
  return [path.replace(mark, ""), mark.exec(path)?.[1]];
}

/**
 * The gateway's error page has an error code in `code`, where others have an authorization code, and a trace id. A provider without the
 * state sends only an error. Anyone can write the texts of a link: only what has the format of a code is repeated.
 */
function failureIn(query: URLSearchParams): TokenExchangeError | undefined {
  const find = (name: string, form: RegExp) => form.exec(query.get(name) ?? "")?.[0];
  const code = query.has("traceId") ? find("code", /^[a-z_]{4,24}$/) : find("error", /^[a-z]+_[a-z_]+$/) && "provider_denied";
  return code ? new TokenExchangeError(code, { action: final.test(code) ? "none" : "login", traceId: find("traceId", /^[\da-f]+$/) }) : undefined;
}

function without(search: string): string {
  const kept = search.slice(1).split("&").filter(pair => [...new URLSearchParams(pair).keys()].some(name => !added.test(name))).join("&");
  return kept && "?" + kept;
}
