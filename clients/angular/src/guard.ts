import { inject } from "@angular/core";
import { Location } from "@angular/common";
import { Router, type CanActivateFn } from "@angular/router";
import { TOKEN_EXCHANGE } from "./provide.js";

/**
 * A guard for routes that need a user (`canActivate: [requireSession("/sign-in")]`): others are sent to that route, with the path in the query
 * parameter `returnUrl`. It never starts a login, so that a login that fails is shown and does not repeat itself.
 */
export function requireSession(signIn: string): CanActivateFn {
  return async (_, { url }) => {
    const client = inject(TOKEN_EXCHANGE);
    const router = inject(Router);
    const location = inject(Location);
    await client.ready;
    return client.current?.isAuthenticated || router.createUrlTree([signIn], { queryParams: { returnUrl: location.prepareExternalUrl(url) } });
  };
}
