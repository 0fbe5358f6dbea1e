import type { TokenExchangeError } from "./errors.js";
import type { popup } from "./popup.js";
import type { Session } from "./session.js";

/** How to reach the gateway, and how long to wait. Everything has a default. */
export interface TokenExchangeOptions {
  /**
   * The base of the gateway's addresses: a path, or an absolute address when the gateway has another origin of the same site.
   * Default `/api`.
   */
  readonly basePath?: string;
  /** Used instead of `globalThis.fetch`; called with one `Request`. */
  readonly fetch?: typeof fetch;
  /** How long before the session's end `expiring` is sent, in seconds. Default 60. */
  readonly expiryWarning?: number;
  /** Name of the BroadcastChannel and the Web Lock that the tabs share. Default `token-exchange:` and the gateway's address. */
  readonly channelName?: string;
  /** Longest `Retry-After` that `fetch()` waits for, in seconds; a longer one is returned at once. -1 never waits. Default 10. */
  readonly maxRetryDelay?: number;
  /** Time limit of one call to the gateway's own endpoints, in seconds; `fetch()` has no such limit. Default 30. */
  readonly timeout?: number;
  /**
   * Called when a `fetch()` requires a stronger or more recent sign-in (`stepup_required`), once for calls at the same time. When it resolves with the session
   * of the same user, the call is sent a second time; otherwise the page gets the response. Ask the user, and call
   * `login({ ...error.stepUp, popup: true })` from the click. Default: the page gets the response.
   */
  readonly stepUp?: (error: TokenExchangeError) => Promise<Session | undefined>;
  /** `popup` of `token-exchange-browser/popup`, for logins in a popup. Pass it on every page, also on the one to which logins return. */
  readonly popup?: typeof popup;
}

/** For every call that can be cancelled. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a login has to request so that a call is accepted. */
export interface StepUp {
  /** Requested authentication contexts, best first, separated by spaces: for a step-up. */
  readonly acrValues?: string | undefined;
  /** Greatest age of the authentication, in seconds: for a step-up. */
  readonly maxAge?: number | undefined;
  /** Claims that the access token must contain, JSON as text: for a step-up of an API behind Entra ID. */
  readonly claims?: string | undefined;
}

/** Options of a login. */
export interface LoginOptions extends CallOptions, StepUp {
  /** A path of this application to return to: `/orders?page=2`. Default: the current page. */
  readonly returnUrl?: string | undefined;
  /** The user who is about to sign in; the provider may prefill it. */
  readonly loginHint?: string;
  /** `none`, `login`, `consent`, `select_account`, `create`, or several of them separated by a space. */
  readonly prompt?: string;
  /** Languages for the provider's pages, separated by spaces: `de en`. */
  readonly uiLocales?: string;
  /** Parameters of the provider's own, for example `domain_hint`; the gateway passes on those that its setting `Login:PageParameters` lists and refuses others. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Signs in in a popup, so that unsaved data of this page is kept; needs the option `popup` of the client. Call it from a click, otherwise
   * browsers block it. Default false.
   */
  readonly popup?: boolean;
}

/** Options of a logout. */
export interface LogoutOptions extends CallOptions {
  /** Whether to continue to the provider, to end its session as well. Default true. */
  readonly navigate?: boolean;
}

/** The result of a logout. */
export interface LogoutResult {
  /** The address at which the provider's session is ended; null when the provider has none. */
  readonly logoutUrl: string | null;
}
