import type { SessionListener } from "./changes.js";
import type { LoginCompletion } from "./completion.js";
import type { CallOptions, LoginOptions, LogoutOptions, LogoutResult } from "./options.js";
import type { Session } from "./session.js";

/** The page's side of the gateway. One per page is enough. All methods can be passed around without their object. */
export interface TokenExchange {
  /** Signs in in a popup; resolves with the session. Rejects with `popup_closed` when the user gives up. */
  login(options: LoginOptions & { readonly popup: true }): Promise<Session>;
  /** Leaves the page for the provider's; resolves when the browser has been told to go. */
  login(options?: LoginOptions): Promise<Session | undefined>;
  /**
   * Completes a login if the page's address is the answer to one, and says who is signed in. Call it on every load, before anything else reads
   * the address: the code is taken out of it at once.
   */
  completeLogin(options?: CallOptions): Promise<LoginCompletion>;
  /** Who is signed in. Counts as use of the session: do not poll, listen. */
  session(options?: CallOptions): Promise<Session>;
  /** Hears of every change, also of what other tabs did; returns how to stop. */
  onSessionChange(listener: SessionListener): () => void;
  /**
   * The browser's `fetch` for the gateway's origin, and for no other: rejects with a `TypeError` elsewhere. Adds header and credentials; sends
   * once more when the session could be renewed, or when the gateway asks for a short wait and the method is idempotent.
   * What the gateway refused is a normal `Response`: see `problemOf`.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Renews the session now; tabs that ask at the same time share one renewal. The gateway renews by itself: rarely needed. */
  refresh(options?: CallOptions): Promise<Session>;
  /** Ends the session, tells the other tabs, and goes on to end the provider's as well. */
  logout(options?: LogoutOptions): Promise<LogoutResult>;
  /** Stops listening and gives up what is under way, but not a login that is being completed. */
  dispose(): void;
}
