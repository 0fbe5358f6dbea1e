import { anyOf, unlessAborted } from "./abort.js";
import { baseOf } from "./addresses.js";
import type { SessionChange } from "./changes.js";
import { createChannel } from "./channel.js";
import { complete, type LoginCompletion } from "./completion.js";
import { TokenExchangeError } from "./errors.js";
import { createGateway } from "./gateway.js";
import { createListeners } from "./listeners.js";
import { begin, refuseLoop, returnPath } from "./login.js";
import { logout } from "./logout.js";
import type { CallOptions, LoginOptions, TokenExchangeOptions } from "./options.js";
import { isForwarded } from "./problem.js";
import { createFetch } from "./protectedFetch.js";
import { createRenewal, isEnd } from "./renewal.js";
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
  const changes = createListeners<[change?: SessionChange]>();
  const channel = createChannel(new surroundings.BroadcastChannel(name));
  const state = createState(channel, changes, expiryWarning);
  const gateway = createGateway(fetch, base, timeout);
  const renew = createRenewal(gateway, state, surroundings.navigator.locks, name, timeout);
  const protectedFetch = createFetch(fetch, surroundings.document, base, state, renew, maxRetryDelay, stepUp);
  const inPopup = options.popup?.(surroundings, gateway, channel);
  const finish = inPopup?.reporting(learnCompletion) ?? learnCompletion;
  let error: TokenExchangeError | undefined;
  let first: Promise<LoginCompletion | undefined> | undefined;

  /** Both signals: the caller's and that of `dispose()`. */
  const until = (signal?: AbortSignal) => anyOf(disposal.signal, signal);

  /** Stores why the work failed, or that it succeeded. An abort is neither. */
  function noting<T>(work: Promise<T>): Promise<T> {
    const note = (failure?: unknown) => {
      error = failure instanceof TokenExchangeError ? failure : undefined;
      changes.tell();
    };
    work.then(() => note(), note);
    return work;
  }

  async function session({ signal }: CallOptions = {}): Promise<Session> {
    const asked = state.now();
    return state.learn(await gateway.session(until(signal)), asked);
  }

  async function login(wanted: LoginOptions = {}): Promise<Session | undefined> {
    wanted = { ...wanted, signal: until(wanted.signal) };
    wanted.signal!.throwIfAborted();
    const path = returnPath(wanted.returnUrl, location.href);
    if (wanted.popup) {
      if (!inPopup) {
        throw new TypeError("Option popup is missing");
      }

      return inPopup.login(wanted, path);
    }

    const note = refuseLoop(surroundings, name);
    const { authorizationUrl } = await begin(gateway, wanted, path);
    note();
    location.assign(authorizationUrl);
    return undefined;
  }

  async function learnCompletion(): Promise<LoginCompletion> {
    const asked = state.now();
    const done = await complete(surroundings, gateway, !!state.current);
    return done
      ? { ...done, session: state.learn(done.session, done.handled ? { ...state.now(), at: asked.at } : asked) }
      : { handled: false, session: state.current ?? await session() }; // another client of the page knows it
  }

  async function completeLogin({ signal }: CallOptions = {}): Promise<LoginCompletion> {
    signal?.throwIfAborted();
    const completed = noting(finish());
    first ??= completed.catch(() => undefined);
    return await unlessAborted(completed, until(signal));
  }

  changes.add(change => {
    if (change?.type === "signed-in") {
      error = undefined;
    }
  });
  surroundings.addEventListener("visibilitychange", state.check, disposal);
  surroundings.addEventListener("pageshow", event => {
    if ((event as PageTransitionEvent).persisted && state.current?.isAuthenticated) {
      session().catch(() => {}); // restored from the back/forward cache, without messages meanwhile; an outage changes nothing
    }
  }, disposal);

  return {
    get current() {
      return state.current;
    },
    get error() {
      return error;
    },
    get ready() {
      first ?? completeLogin().catch(() => {});
      return first!;
    },
    subscribe: listener => changes.add(() => listener()),
    session,
    login: (options => noting(login(options))) as TokenExchange["login"],
    completeLogin,
    onSessionChange: listener => changes.add(change => change && listener(change)),
    fetch: protectedFetch,
    headers: () => ({ "X-CSRF": "1" }),
    reportCall(code) {
      if (isForwarded(code)) {
        state.use();
      } else if (state.current?.isAuthenticated && isEnd(code)) {
        renew().catch(() => {}); // ends the session here, if it has ended
      }
    },
    refresh: ({ signal } = {}) => renew(until(signal)),
    logout: (wanted = {}) => noting(logout(location, gateway, state, { ...wanted, signal: until(wanted.signal) })),
    dispose() {
      disposal.abort();
      state.stop();
      changes.clear();
      channel.close();
    },
  };
}
