import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore, type ReactNode } from "react";
import type { LoginCompletion, Subject, TokenExchange } from "token-exchange-browser";
import { SharedContext } from "./context.js";
import { statusOf } from "./status.js";

/** The properties of {@link TokenExchangeProvider}. */
export interface TokenExchangeProviderProps {
  /** The page's one client: create it outside of components. */
  readonly client: TokenExchange<Subject>;
  /** Continues at a path of this application after a login; for the navigation of a router. Default: `history.replaceState`. */
  readonly onReturn?: (returnUrl: string) => void;
  /** Shown until it is known whether a user is signed in. Default: the children. */
  readonly fallback?: ReactNode;
  readonly children?: ReactNode;
}

/** Results whose return path has been used: components are mounted more than once, and strict mode runs effects twice. */
const used = new WeakSet<LoginCompletion<Subject>>();

const replace = (returnUrl: string) => history.replaceState(null, "", returnUrl);

/** Completes the login of this page, and provides the session to the components below. */
export function TokenExchangeProvider({ client, onReturn = replace, fallback, children }: TokenExchangeProviderProps): ReactNode {
  const go = useRef(onReturn);
  useEffect(() => {
    go.current = onReturn;
  });

  const returned = useCallback((done: LoginCompletion<Subject> | undefined) => {
    if (done?.returnUrl && !used.has(done)) {
      used.add(done);
      go.current(done.returnUrl);
    }
  }, []);
  useEffect(() => {
    let isMounted = true;
    void client.ready.then(done => isMounted && returned(done));
    return () => {
      isMounted = false;
    };
  }, [client, returned]);

  const status = useSyncExternalStore(client.subscribe, () => statusOf(client), () => "loading");
  const shared = useMemo(() => ({ client, complete: () => client.completeLogin().then(returned) }), [client, returned]);
  return <SharedContext.Provider value={shared}>{status === "loading" && fallback !== undefined ? fallback : children}</SharedContext.Provider>;
}
