import type { Subject, TokenExchange } from "token-exchange-browser";
import type { RouteLocationNormalized, RouteLocationRaw } from "vue-router";

/**
 * A guard for routes that need a user (`beforeEnter`, or `router.beforeEach`): others are sent to the path `signIn`, with their own in the query
 * parameter `returnUrl`; that path is open to everybody. It never starts a login, so that a login that fails is shown and does not repeat itself.
 */
export function requireSession(client: TokenExchange<Subject>, signIn: string): (to: RouteLocationNormalized) => Promise<true | RouteLocationRaw> {
  return async to => {
    await client.ready;
    return client.current?.isAuthenticated || to.path === signIn || { path: signIn, query: { returnUrl: (to as { href?: string }).href ?? to.fullPath } };
  };
}
