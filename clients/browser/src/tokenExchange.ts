import type { SessionListener } from "./changes.js";
import type { LoginCompletion } from "./completion.js";
import type { TokenExchangeError } from "./errors.js";
import type { CallOptions, LoginOptions, LogoutOptions, LogoutResult } from "./options.js";
import type { Claims, Session, Subject } from "./session.js";

/** The client of the gateway. One for each page is enough. All methods can be passed around without their object. */
export interface TokenExchange<C extends Subject = Claims> {
  /** The session, as far as the page knows it; undefined until it is known. The same object until it changes. */
  readonly current: Session<C> | undefined;
  /** Why the last `completeLogin()`, `login()` or `logout()` failed; undefined after one that succeeded, and after a sign-in. */
  readonly error: TokenExchangeError | undefined;
  /**
   * Resolves when the first `completeLogin()` has ended, with its result; undefined when it failed: see `error`. Never rejects. Reading it calls
   * `completeLogin()` when the page has not done so.
   */
  readonly ready: Promise<LoginCompletion<C> | undefined>;
  /** Adds a listener that is called after every change of `current` and `error`; returns a function that removes it. Fits React's `useSyncExternalStore`. */
  subscribe(listener: () => void): () => void;
  /** Signs in in a popup; resolves with the session. Rejects with `popup_closed` when the user cancels. */
  login(options: LoginOptions & { readonly popup: true }): Promise<Session<C>>;
  /** Navigates to the provider; resolves when the navigation has started. */
  login(options?: LoginOptions): Promise<Session<C> | undefined>;
  /**
   * Completes a login if the page's address is the response to one, and returns the session. Call it on every load, before anything else reads
   * the address: the code is removed from it at once. Sends nothing when there is nothing to complete and the session is known.
   */
  completeLogin(options?: CallOptions): Promise<LoginCompletion<C>>;
  /** Asks the gateway for the session. Counts as use of the session: use `onSessionChange`, do not poll. */
  session(options?: CallOptions): Promise<Session<C>>;
  /** Adds a listener for every change of the session, also by other tabs; returns a function that removes it. */
  onSessionChange(listener: SessionListener<C>): () => void;
  /**
   * The browser's `fetch` for the gateway's origin only: rejects with a `TypeError` for any other. Adds header and credentials; sends
   * a second time when the session could be renewed, or when the gateway requests a short wait and the method is idempotent.
   * An error of the gateway is a normal `Response`: see `problemOf`.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** The headers that the gateway requires of each call, for another HTTP client. They are not secret. */
  headers(): Record<"X-CSRF", string>;
  /**
   * Reports a response that another HTTP client received from a route of the gateway, with its header `TE-Error` if it has one. A call that
   * reached the API was a use of the session. When the gateway answered that there is no session, the session is renewed or ends.
   */
  reportCall(errorCode?: string | null): void;
  /** Renews the session now; tabs that request it at the same time share one renewal. Rarely needed: the gateway renews by itself. */
  refresh(options?: CallOptions): Promise<Session<C>>;
  /** Ends the session, informs the other tabs, and continues to the provider to end its session. */
  logout(options?: LogoutOptions): Promise<LogoutResult>;
  /** Removes all listeners and cancels pending calls, except a login that is being completed. */
  dispose(): void;
}
