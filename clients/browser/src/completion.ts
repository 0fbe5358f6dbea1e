import { isLocalPath } from "./addresses.js";
import { readCallback, unmark, type CallbackAddress } from "./callbackAddress.js";
import { TokenExchangeError } from "./errors.js";
import { sessionIn, type Gateway } from "./gateway.js";
import type { Session } from "./session.js";
import type { Surroundings } from "./surroundings.js";

/** The result of `completeLogin()`. */
export interface LoginCompletion {
  /** Whether the page's address was the response to a login, and that login has succeeded. */
  readonly handled: boolean;
  /** The path that the user came from, for the page's router: a path of this origin. */
  readonly returnUrl?: string;
  readonly session: Session;
  /** Whether this page is the popup of a login; it closes, or can be closed by the user where the browser forbids that. */
  readonly isPopup?: boolean;
}

/** A completion, and the mark of its popup login. */
export interface Completed {
  readonly result: LoginCompletion;
  readonly popup?: string | undefined;
}

/** State of the page, not of one client: the page has one address, so the code in it is redeemed once. */
interface Page {
  flight?: Promise<Completed> | undefined;
  /** A response that could not be redeemed because of an outage; it is no longer in the address bar. */
  unfinished?: CallbackAddress | undefined;
}

/** By the page's location, then by the gateway's address. */
const pages = new WeakMap<object, Record<string, Page>>();

/** Called when a login has failed finally, with its state and the error. */
type OnFailure = (state: string, error: TokenExchangeError) => void;

/** Completes the login if the page's address is a response to one. Calls at the same time share one request. */
export function complete(surroundings: Surroundings, gateway: Gateway, onFailure: OnFailure): Promise<Completed> {
  const gateways = pages.get(surroundings.location) ?? {};
  pages.set(surroundings.location, gateways);
  const page = gateways[gateway.base.href] ??= {};
  return page.flight ??= exchange(page, surroundings, gateway, onFailure).finally(() => {
    page.flight = undefined;
  });
}

async function exchange(page: Page, { location, history }: Surroundings, gateway: Gateway, onFailure: OnFailure): Promise<Completed> {
  const found = readCallback(location.href);
  if (found.state || found.failure || found.popup) {
    // Before anything is sent: no reload, no bookmark, no Referer and no analytics script sees the code.
    history.replaceState(history.state, "", found.clean);
  }

  if (found.failure) {
    throw found.failure;
  }

  const address = !found.state && page.unfinished || found;
  page.unfinished = undefined;
  try {
    return await redeem(gateway, address);
  } catch (error) {
    if (address.state && error instanceof TokenExchangeError) {
      if (error.action === "retry") {
        page.unfinished = address;
      } else {
        onFailure(address.state, error);
      }
    }

    throw error;
  }
}

async function redeem(gateway: Gateway, { callbackUrl, popup }: CallbackAddress): Promise<Completed> {
  let answer: Record<string, unknown>;
  try {
    answer = await gateway.call({ method: "POST", path: "/auth/exchange", body: { callbackUrl } });
  } catch (error) {
    return { result: { handled: false, session: await sessionAfter(error, gateway) } };
  }

  const session = sessionIn(answer);
  const [returnUrl, id = popup] = unmark(isLocalPath(answer["returnUrl"]) ? answer["returnUrl"] : "");
  const handled = answer["handled"] === true;
  const isPopup = id !== undefined && session.isAuthenticated;
  return {
    result: { handled, ...(handled && returnUrl && { returnUrl }), session, ...(isPopup && { isPopup }) },
    popup: isPopup ? id : undefined,
  };
}

/** The back button may restore an address with a used code: not an error while the session of that code exists. */
async function sessionAfter(error: unknown, gateway: Gateway): Promise<Session> {
  if (error instanceof TokenExchangeError && error.code === "transaction_missing") {
    const session = await gateway.session({ method: "GET", path: "/auth/session" }).catch(() => undefined);
    if (session?.isAuthenticated) {
      return session;
    }
  }

  throw error;
}
