import { DestroyRef, inject, InjectionToken, makeEnvironmentProviders, provideAppInitializer, signal, type EnvironmentProviders, type Signal } from "@angular/core";
import { createTokenExchange, type LoginCompletion, type Session, type Subject, type TokenExchange, type TokenExchangeError, type TokenExchangeOptions } from "token-exchange-browser";

/** The client of the gateway, for calls: `inject(TOKEN_EXCHANGE).fetch("/api/proxy/orders")`. */
export const TOKEN_EXCHANGE = new InjectionToken<TokenExchange<Subject>>("TokenExchange");

/** What the application shares. */
export interface Shared {
  readonly session: Signal<Session<Subject> | undefined>;
  readonly error: Signal<TokenExchangeError | undefined>;
  /** Whether an address is one of the gateway's. */
  readonly isGateway: (address: string) => boolean;
  /** Whether it is one of a route: only these calls are a use of the session. */
  readonly isRoute: (address: string) => boolean;
}

export const SHARED = new InjectionToken<Shared>("TokenExchange: session");

/** The options of {@link provideTokenExchange}. */
export interface TokenExchangeFeatures extends TokenExchangeOptions {
  /** Used instead of a new client; it must have the same `basePath`. */
  readonly client?: TokenExchange<Subject>;
}

/**
 * Provides the client and the session, and completes the login of this page before the router reads the address. It does not reject: an
 * initializer that rejects would leave the page blank.
 */
export function provideTokenExchange({ client, ...options }: TokenExchangeFeatures = {}): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: TOKEN_EXCHANGE, useFactory: () => client ?? createTokenExchange(options) },
    { provide: SHARED, useFactory: () => share(inject(TOKEN_EXCHANGE), options.basePath) },
    provideAppInitializer(() => {
      inject(SHARED);
      return inject(TOKEN_EXCHANGE).ready.then(returned);
    }),
  ]);
}

/** Continues at the return path: before the router has started, by the address. */
export function returned(done: LoginCompletion<Subject> | undefined): void {
  if (done?.returnUrl) {
    history.replaceState(null, "", done.returnUrl);
  }
}

function share(client: TokenExchange<Subject>, basePath = "/api"): Shared {
  const session = signal(client.current);
  const error = signal(client.error);
  inject(DestroyRef).onDestroy(client.subscribe(() => {
    session.set(client.current);
    error.set(client.error);
  }));
  const isBelow = (address: string, path: string) => {
    const base = new URL(basePath, location.origin);
    const { href } = new URL(address, document.baseURI);
    return href.startsWith(`${base.origin}${base.pathname.replace(/\/+$/, "")}${path}`);
  };
  return {
    session: session.asReadonly(),
    error: error.asReadonly(),
    isGateway: address => isBelow(address, "/"),
    isRoute: address => isBelow(address, "/proxy/"),
  };
}
