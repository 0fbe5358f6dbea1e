import { shallowRef, type InjectionKey, type Plugin, type ShallowRef } from "vue";
import type { Session, Subject, TokenExchange, TokenExchangeError } from "token-exchange-browser";
import type { Router } from "vue-router";

/** The options of {@link tokenExchange}. */
export interface TokenExchangePluginOptions {
  /** The page's one client. */
  readonly client: TokenExchange<Subject>;
  /** The first navigation then waits for the login, and continues where that began. Install this plugin before the router. */
  readonly router?: Router;
}

/** What the components of an application share. */
export interface Shared {
  readonly client: TokenExchange<Subject>;
  readonly session: ShallowRef<Session<Subject> | undefined>;
  readonly error: ShallowRef<TokenExchangeError | undefined>;
  /** Completes the login, and continues at its return path. */
  readonly complete: () => Promise<void>;
}

export const key: InjectionKey<Shared> = Symbol("token-exchange");

/** Completes the login of this page, and provides the session to all components: `app.use(tokenExchange, { client, router })`. */
export const tokenExchange: Plugin<[TokenExchangePluginOptions]> = {
  install(app, { client, router }) {
    const session = shallowRef(client.current);
    const error = shallowRef(client.error);
    const off = client.subscribe(() => {
      session.value = client.current;
      error.value = client.error;
    });
    app.onUnmount(off);
    app.provide(key, {
      client, session, error,
      complete: async () => {
        const { returnUrl } = await client.completeLogin();
        const route = router && routeOf(returnUrl, router);
        if (route) {
          await router.replace(route);
        } else {
          replace(returnUrl);
        }
      },
    });
    if (router) {
      beginAtReturnPath(client, router);
    } else {
      void client.ready.then(done => replace(done?.returnUrl));
    }
  },
};

function replace(returnUrl: string | undefined): void {
  if (returnUrl) {
    history.replaceState(null, "", returnUrl);
  }
}

/** The router has read the address before the code was removed from it: without this its first navigation would put the code back. */
function beginAtReturnPath(client: TokenExchange<Subject>, router: Router): void {
  const off = router.beforeEach(async to => {
    off();
    const done = await client.ready;
    const route = routeOf(done?.returnUrl, router) ?? routeOf(location.href.slice(location.origin.length), router);
    return route === undefined || route === to.fullPath || route;
  });
}

/** The path without the base of the router; undefined when it is not below it: `/apple` is not below `/app`. */
function routeOf(path: string | undefined, { options }: Router): string | undefined {
  const { base } = options.history;
  return path?.startsWith(base) && /^([/?#]|$)/.test(path.slice(base.length)) ? path.slice(base.length) || "/" : undefined;
}
