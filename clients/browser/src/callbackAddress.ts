import { TokenExchangeError } from "./errors.js";

/**
 * What a provider adds to the address to which it sends the browser back (RFC 6749, RFC 9207, OpenID Connect Session Management), and the
 * gateway to that of the error page.
 */
const added = /^(code|state|iss|session_state|error(_description|_uri)?|traceId|returnUrl)$/;

/** Of the codes of a failed login, those after which another one would not help. A newer gateway may know more. */
const final = /denied|cancelled|request|internal/;

/** The mark, in the fragment, of a login that was begun in a popup. */
const mark = /#te-popup=([0-9a-f-]{36})$/;

/** An address of this page, taken apart. */
export interface CallbackAddress {
  /** What the gateway is given: without the fragment, and without a query that is none of its business. */
  readonly callbackUrl: string;
  /** The provider's `state`; undefined when this is no answer of a provider. */
  readonly state: string | undefined;
  /** Why a login failed, when the address itself says so: nobody needs to be asked. */
  readonly failure: TokenExchangeError | undefined;
  /** The popup login to which this page belongs, when the gateway itself completed it. */
  readonly popup: string | undefined;
  /** Path, query and fragment as they should be in the address bar; everything else in them is kept byte for byte. */
  readonly clean: string;
}

/** Reads the page's address. A lone `state` is somebody else's parameter: an answer has a code or an error too. */
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

/** Puts the mark into a path; its own fragment gives way. */
export function withMark(path: string, id: string): string {
  return `${path.split("#", 1)[0]}#te-popup=${id}`;
}

/** Takes the mark out of a path or a fragment. */
export function unmark(path: string): [path: string, id: string | undefined] {
  return [path.replace(mark, ""), mark.exec(path)?.[1]];
}

/**
 * The gateway's error page has the code of an error where others have an authorization code, and a trace id beside it. A provider that lost the
 * state sends its error alone. The texts of a link may be anybody's: only what looks like a code is repeated.
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
