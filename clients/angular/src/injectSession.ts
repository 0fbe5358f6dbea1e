import { Location } from "@angular/common";
import { computed, inject, type Signal } from "@angular/core";
import { Router } from "@angular/router";
import { TokenExchangeError, type Claims, type LoginOptions, type LogoutOptions, type Session, type Subject } from "token-exchange-browser";
import { SHARED, TOKEN_EXCHANGE } from "./provide.js";
import { statusOf, type SessionStatus } from "./status.js";

/** The session, and what a page can do with it. The functions do not reject with an error of the gateway: it is in `error`. */
export interface SessionState<C extends Subject = Claims> {
  readonly status: Signal<SessionStatus>;
  /** Undefined until it is known. */
  readonly session: Signal<Session<C> | undefined>;
  /** Of the user who is signed in. */
  readonly claims: Signal<C | undefined>;
  /** Why the last login or logout failed. */
  readonly error: Signal<TokenExchangeError | undefined>;
  /** Starts a login that returns to this page, or to the page of the login that failed. */
  readonly login: (options?: LoginOptions) => Promise<void>;
  readonly logout: (options?: LogoutOptions) => Promise<void>;
  /** Completes the login once more, after an error whose `action` is `retry`. */
  readonly retry: () => Promise<void>;
}

/** The session, in an injection context: a field of a component. */
export function injectSession<C extends Subject = Claims>(): SessionState<C> {
  const { session, error } = inject(SHARED);
  const client = inject(TOKEN_EXCHANGE);
  const router = inject(Router, { optional: true });
  const location = inject(Location);
  return {
    status: computed(() => statusOf({ current: session(), error: error() })),
    session: session as Signal<Session<C> | undefined>,
    claims: computed(() => session()?.claims as C | undefined),
    error,
    login: options => shown(client.login({ returnUrl: client.error?.returnUrl, ...options })),
    logout: options => shown(client.logout(options)),
    retry: () => shown(client.completeLogin().then(async ({ returnUrl }) => {
      if (returnUrl && router) {
        await router.navigateByUrl(location.normalize(returnUrl), { replaceUrl: true });
      }
    })),
  };
}

/** The client keeps an error of the gateway; any other is a mistake of the page. */
async function shown(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof TokenExchangeError)) {
      throw error;
    }
  }
}
