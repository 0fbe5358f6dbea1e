import { anyOf, unlessAborted } from "./abort.js";
import { baseOf } from "./addresses.js";
import type { SessionChange } from "./changes.js";
import { createChannel } from "./channel.js";
import { complete, type LoginCompletion } from "./completion.js";
import { createGateway } from "./gateway.js";
import { createListeners } from "./listeners.js";
import { begin, refuseLoop, returnPath } from "./login.js";
import { logout } from "./logout.js";
import type { CallOptions, LoginOptions, TokenExchangeOptions } from "./options.js";
import { loginInPopup } from "./popup.js";
import { createFetch } from "./protectedFetch.js";
import { createRenewal } from "./renewal.js";
import type { Session } from "./session.js";
import { createState } from "./state.js";
import type { Surroundings } from "./surroundings.js";
import type { TokenExchange } from "./tokenExchange.js";

/** The client for given surroundings; passes each part what it needs. */
export function connect(options: TokenExchangeOptions, surroundings: Surroundings): TokenExchange {
  const { basePath = "/api", timeout = 30, maxRetryDelay = 10, expiryWarning = 60, stepUp, fetch = request => surroundings.fetch(request as Request) } = options;
  const { location } = surroundings;
  const base = baseOf(basePath, location.origin);
  const name = options.channelName ?? `token-exchange:${base.href}`;
  const disposal = new AbortController();
  const changes = createListeners<[change: SessionChange]>();
  const channel = createChannel(new surroundings.BroadcastChannel(name));
  const state = createState(channel, changes, expiryWarning);
  const gateway = createGateway(fetch, base, timeout);
  const renew = createRenewal(gateway, state, surroundings.navigator.locks, name, timeout);
  const protectedFetch = createFetch(fetch, surroundings.document, base, state, renew, maxRetryDelay, stepUp);

  /** Both signals: the caller's and that of `dispose()`. */
  const until = (signal?: AbortSignal) => anyOf(disposal.signal, signal);

  async function session({ signal }: CallOptions = {}): Promise<Session> {
    const asked = state.now();
    return state.learn(await gateway.session(until(signal)), asked);
  }

  async function login(options: LoginOptions = {}): Promise<Session | undefined> {
    const wanted = { ...options, signal: until(options.signal) };
    wanted.signal.throwIfAborted();
    const path = returnPath(options.returnUrl, location.href);
    if (options.popup) {
      return loginInPopup(surroundings, gateway, channel, wanted, path);
    }

    const note = refuseLoop(surroundings, name);
    const { authorizationUrl } = await begin(gateway, wanted, path);
    note();
    location.assign(authorizationUrl);
    return undefined;
  }

  async function finish(): Promise<LoginCompletion> {
    const asked = state.now();
    const { result, popup } = await complete(surroundings, gateway, (key, error) => channel.tell({ kind: "login", key, error: { ...error } }));
    const known = state.learn(result.session, result.handled ? { ...state.now(), at: asked.at } : asked);
    if (popup) {
      channel.tell({ kind: "login", key: popup, session: known });
      surroundings.close();
    }

    return { ...result, session: known };
  }

  surroundings.addEventListener("visibilitychange", state.check, disposal);
  surroundings.addEventListener("pageshow", event => {
    if ((event as PageTransitionEvent).persisted && state.current?.isAuthenticated) {
      session().catch(() => {}); // restored from the back/forward cache, without messages meanwhile; an outage changes nothing
    }
  }, disposal);

  return {
    session,
    login: login as TokenExchange["login"],
    completeLogin: async ({ signal } = {}) => {
      signal?.throwIfAborted();
      return await unlessAborted(finish(), until(signal));
    },
    onSessionChange: changes.add,
    fetch: protectedFetch,
    refresh: ({ signal } = {}) => renew(until(signal)),
    logout: (wanted = {}) => logout(location, gateway, state, { ...wanted, signal: until(wanted.signal) }),
    dispose() {
      disposal.abort();
      state.stop();
      changes.clear();
      channel.close();
    },
  };
}
