import type { SessionListener } from "./changes.js";
import type { LoginCompletion } from "./completion.js";
import type { CallOptions, LoginOptions, LogoutOptions, LogoutResult } from "./options.js";
import type { Session } from "./session.js";

/** The client of the gateway. One for each page is enough. All methods can be passed around without their object. */
export interface TokenExchange {
  /** Signs in in a popup; resolves with the session. Rejects with `popup_closed` when the user cancels. */
  login(options: LoginOptions & { readonly popup: true }): Promise<Session>;
  /** Navigates to the provider; resolves when the navigation has started. */
  login(options?: LoginOptions): Promise<Session | undefined>;
  /**
   * Completes a login if the page's address is the response to one, and returns the session. Call it on every load, before anything else reads
   * the address: the code is removed from it at once.
   */
  completeLogin(options?: CallOptions): Promise<LoginCompletion>;
  /** Returns the session. Counts as use of the session: use `onSessionChange`, do not poll. */
  session(options?: CallOptions): Promise<Session>;
  /** Adds a listener for every change, also by other tabs; returns a function that removes it. */
  onSessionChange(listener: SessionListener): () => void;
  /**
   * The browser's `fetch` for the gateway's origin only: rejects with a `TypeError` for any other. Adds header and credentials; sends
   * a second time when the session could be renewed, or when the gateway requests a short wait and the method is idempotent.
   * An error of the gateway is a normal `Response`: see `problemOf`.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Renews the session now; tabs that request it at the same time share one renewal. Rarely needed: the gateway renews by itself. */
  refresh(options?: CallOptions): Promise<Session>;
  /** Ends the session, informs the other tabs, and continues to the provider to end its session. */
  logout(options?: LogoutOptions): Promise<LogoutResult>;
  /** Removes all listeners and cancels pending calls, except a login that is being completed. */
  dispose(): void;
}
