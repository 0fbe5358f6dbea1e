/** What a provider adds to the address to which it sends the browser back (RFC 6749, RFC 9207, OpenID Connect Session Management). */
const added = new Set(["code", "state", "iss", "session_state", "error", "error_description", "error_uri"]);

/** The mark, in the fragment, of a login that was begun in a popup. */
const mark = /#te-popup=([0-9a-f-]{36})$/;

/** An address of this page, taken apart. */
export interface CallbackAddress {
  /** What the gateway is given: without the fragment, and without a query that is none of its business. */
  readonly callbackUrl: string;
  /** The provider's `state`; undefined when this is no answer of a provider. */
  readonly state: string | undefined;
  /** The popup login to which this page belongs, when the gateway itself completed it. */
  readonly popup: string | undefined;
  /** Path, query and fragment as they should be in the address bar; everything else in them is kept byte for byte. */
  readonly clean: string;
}

/** Reads the page's address. A lone `state` is somebody else's parameter: an answer has a code or an error too. */
export function readCallback(href: string): CallbackAddress {
  const url = new URL(href);
  const query = url.searchParams;
  const state = query.has("code") || query.has("error") ? query.get("state") || undefined : undefined;
  const kept = state === undefined ? url.search : without(url.search);
  const [hash, popup] = unmark(url.hash);
  return {
    callbackUrl: url.origin + url.pathname + (state === undefined ? "" : url.search),
    state,
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

function without(search: string): string {
  const kept = search.slice(1).split("&").filter(pair => [...new URLSearchParams(pair).keys()].some(name => !added.has(name)));
  return kept.length > 0 ? "?" + kept.join("&") : "";
}
