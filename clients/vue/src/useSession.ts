import { computed, inject, type ComputedRef } from "vue";
import { TokenExchangeError, type Claims, type LoginOptions, type LogoutOptions, type Session, type Subject, type TokenExchange } from "token-exchange-browser";
import { key, type Shared } from "./plugin.js";
import { statusOf, type SessionStatus } from "./status.js";

/** The session, and what a page can do with it. The functions do not reject with an error of the gateway: it is in `error`. */
export interface SessionState<C extends Subject = Claims> {
  readonly status: ComputedRef<SessionStatus>;
  /** Undefined until it is known. */
  readonly session: ComputedRef<Session<C> | undefined>;
  /** Of the user who is signed in. */
  readonly claims: ComputedRef<C | undefined>;
  /** Why the last login or logout failed. */
  readonly error: ComputedRef<TokenExchangeError | undefined>;
  /** Starts a login that returns to this page, or to the page of the login that failed. */
  readonly login: (options?: LoginOptions) => Promise<void>;
  readonly logout: (options?: LogoutOptions) => Promise<void>;
  /** Completes the login once more, after an error whose `action` is `retry`. */
  readonly retry: () => Promise<void>;
}

/** The session, in a component. */
export function useSession<C extends Subject = Claims>(): SessionState<C> {
  const { client, session, error, complete } = useShared();
  return {
    status: computed(() => statusOf({ current: session.value, error: error.value })),
    session: computed(() => session.value as Session<C> | undefined),
    claims: computed(() => session.value?.claims as C | undefined),
    error: computed(() => error.value),
    login: options => shown(client.login({ returnUrl: client.error?.returnUrl, ...options })),
    logout: options => shown(client.logout(options)),
    retry: () => shown(complete()),
  };
}

/** The client, for calls: `useTokenExchange().fetch("/api/proxy/orders")`. */
export function useTokenExchange<C extends Subject = Claims>(): TokenExchange<C> {
  return useShared().client as TokenExchange<C>;
}

function useShared(): Shared {
  const shared = inject(key);
  if (!shared) {
    throw new Error("The plugin is missing: app.use(tokenExchange, { client })");
  }

  return shared;
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
