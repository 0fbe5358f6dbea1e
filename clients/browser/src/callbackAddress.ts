import { localPath } from "./addresses.js";
import { TokenExchangeError } from "./errors.js";

/**
 * The parameters that a provider adds to the redirect URI (RFC 6749, RFC 9207, OpenID Connect Session Management), and that the
 * gateway adds to the address of the error page.
 */
const added = /^(code|state|iss|session_state|error(_description|_uri)?|traceId|returnUrl)$/;

/** The codes of a failed login after which another login would not help. A newer gateway may send more. */
const final = /denied|cancelled|request|internal/;

/** The standard error codes: a provider that has lost the state sends only that. Any other `?error=` is the application's own. */
const oauthError =
  /^(access_denied|(login|consent|interaction|account_selection)_required|invalid_(request|scope)|server_error|temporarily_unavailable|unauthorized_client|unsupported_response_type)$/;

/** The address of this page, parsed. */
export interface CallbackAddress {
  /** The address for the gateway: without the fragment, and without unrelated query parameters. */
  readonly callbackUrl: string;
  /** Whether this is an authorization response, or the gateway's error page. */
  readonly isResponse: boolean;
  /** Why a login failed, when this is the gateway's error page. */
  readonly failure: TokenExchangeError | undefined;
  /** Path, query and fragment as they should be in the address bar; everything else is kept unchanged. */
  readonly clean: string;
}

/** Reads the page's address. A `state` alone is a parameter of the page: an authorization response also has a code or an error, or only an error. */
export function readCallback(href: string): CallbackAddress {
  const url = new URL(href);
  const query = url.searchParams;
  const state = (query.has("code") || query.has("error")) && query.get("state");
  const failure = state ? undefined : failureIn(query);
  const isResponse = !!(state || failure) || oauthError.test(query.get("error") ?? "");
  const kept = isResponse ? without(url.search) : url.search;
  return {
    callbackUrl: url.origin + url.pathname + (isResponse ? url.search : ""),
    isResponse,
    failure,
    clean: url.pathname + kept + url.hash,
  };
}

/**
 * The gateway's error page has an error code in `code`, where others have an authorization code, and a trace id. Anyone can write the texts of a
 * link: only what has the format of a code is repeated, and only a path of this origin is returned to.
 */
function failureIn(query: URLSearchParams): TokenExchangeError | undefined {
  const find = (name: string, form: RegExp) => form.exec(query.get(name) ?? "")?.[0];
  const code = query.has("traceId") && find("code", /^[a-z_]{4,24}$/);
  return code ? new TokenExchangeError(code, {
    action: final.test(code) ? undefined : "login",
    traceId: find("traceId", /^[\da-f]+$/),
    returnUrl: localPath(query.get("returnUrl")),
  }) : undefined;
}

function without(search: string): string {
  const kept = search.slice(1).split("&").filter(pair => [...new URLSearchParams(pair).keys()].some(name => !added.test(name))).join("&");
  return kept && "?" + kept;
}
