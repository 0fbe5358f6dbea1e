import { useMemo, useSyncExternalStore } from "react";
import { TokenExchangeError, type Claims, type LoginOptions, type LogoutOptions, type Session, type Subject, type TokenExchange } from "token-exchange-browser";
import { useShared } from "./context.js";
import { statusOf, type SessionStatus } from "./status.js";

/** The session, and what a page can do with it. The functions do not reject with an error of the gateway: it is in `error`. */
export interface SessionState<C extends Subject = Claims> {
  readonly status: SessionStatus;
  /** Undefined until it is known. */
  readonly session: Session<C> | undefined;
  /** Of the user who is signed in. */
  readonly claims: C | undefined;
  /** Why the last login or logout failed. */
  readonly error: TokenExchangeError | undefined;
  /** Starts a login that returns to this page, or to the page of the login that failed. */
  readonly login: (options?: LoginOptions) => Promise<void>;
  readonly logout: (options?: LogoutOptions) => Promise<void>;
  /** Completes the login once more, after an error whose `action` is `retry`. */
  readonly retry: () => Promise<void>;
}

const unknown = () => undefined;

/** The session; the component is rendered again when it changes. */
export function useSession<C extends Subject = Claims>(): SessionState<C> {
  const { client, complete } = useShared();
  const session = useSyncExternalStore(client.subscribe, () => client.current, unknown) as Session<C> | undefined;
  const error = useSyncExternalStore(client.subscribe, () => client.error, unknown);
  const actions = useMemo(() => ({
    login: (options?: LoginOptions) => shown(client.login({ returnUrl: client.error?.returnUrl, ...options })),
    logout: (options?: LogoutOptions) => shown(client.logout(options)),
    retry: () => shown(complete()),
  }), [client, complete]);
  return { status: statusOf({ current: session, error }), session, claims: session?.claims, error, ...actions };
}

/** The client, for calls: `useTokenExchange().fetch("/api/proxy/orders")`. */
export function useTokenExchange<C extends Subject = Claims>(): TokenExchange<C> {
  return useShared().client as TokenExchange<C>;
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
