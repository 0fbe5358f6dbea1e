/** How to reach the gateway, and how patient to be. Everything has a default. */
export interface TokenExchangeOptions {
  /**
   * Where the gateway's routes stand: a path, or an absolute address when the gateway has another origin of the same site.
   * Default `/api`.
   */
  readonly basePath?: string;
  /** Used instead of `globalThis.fetch`; called with one `Request`. */
  readonly fetch?: typeof fetch;
  /** How long before the session's end `expiring` is announced, in seconds. Default 60. */
  readonly expiryWarning?: number;
  /** Name of the BroadcastChannel and the Web Lock that the tabs share. Default `token-exchange:` and the gateway's address. */
  readonly channelName?: string;
  /** Longest `Retry-After` that `fetch()` waits for, in seconds; a longer one is surfaced at once. -1 never waits. Default 10. */
  readonly maxRetryDelay?: number;
  /** How long one call to the gateway's own routes may take, in seconds; `fetch()` has no such limit. Default 30. */
  readonly timeout?: number;
}

/** For every call that can be given up. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What to ask of a login. */
export interface LoginOptions extends CallOptions {
  /** A path of this application to come back to: `/orders?page=2`. Default: the page that calls. */
  readonly returnUrl?: string;
  /** Who is about to sign in; the provider may fill it in. */
  readonly loginHint?: string;
  /** `none`, `login`, `consent`, `select_account`, `create`, or several of them separated by a space. */
  readonly prompt?: string;
  /** Wanted authentication contexts, best first, separated by spaces: for a step-up. */
  readonly acrValues?: string;
  /** How old the authentication may be, in seconds: for a step-up. */
  readonly maxAge?: number;
  /** Languages for the provider's pages, separated by spaces: `de en`. */
  readonly uiLocales?: string;
  /** Signs in in a popup, so that what is unsaved in this page is kept. Call it from a click, or browsers block it. Default false. */
  readonly popup?: boolean;
}

/** How to log out. */
export interface LogoutOptions extends CallOptions {
  /** Whether to go on to the provider, to end its session as well. Default true. */
  readonly navigate?: boolean;
}

/** What came of a logout. */
export interface LogoutResult {
  /** Where the provider's own session is ended; null when the provider has no such place. */
  readonly logoutUrl: string | null;
}
