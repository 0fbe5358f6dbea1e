import { localPath } from "./addresses.js";
import { readCallback, type CallbackAddress } from "./callbackAddress.js";
import { sessionIn, type Gateway } from "./gateway.js";
import { anonymous, type Claims, type Session, type Subject } from "./session.js";
import type { Surroundings } from "./surroundings.js";

/** The result of `completeLogin()`. */
export interface LoginCompletion<C extends Subject = Claims> {
  /** Whether the page's address was the response to a login, and that login has succeeded. */
  readonly handled: boolean;
  /** The path that the user came from, for the page's router: a path of this origin. */
  readonly returnUrl?: string;
  readonly session: Session<C>;
  /** Whether this page is the popup of a login; it closes, or can be closed by the user where the browser forbids that. */
  readonly isPopup?: boolean;
}

/** State of the page, not of one client: the page has one address, so the code in it is redeemed once. */
interface Page {
  flight?: Promise<LoginCompletion | undefined> | undefined;
  /** A response that could not be redeemed because of an outage; it is no longer in the address bar. */
  unfinished?: CallbackAddress | undefined;
}

/** By the page's location, then by the gateway's address. */
const pages = new WeakMap<object, Record<string, Page>>();

/**
 * Completes the login if the page's address is a response to one. Calls at the same time share one request.
 * Undefined when there is nothing to complete, and nothing to ask because the session is known.
 */
export function complete(surroundings: Surroundings, gateway: Gateway, isKnown: boolean): Promise<LoginCompletion | undefined> {
  const gateways = pages.get(surroundings.location) ?? {};
  pages.set(surroundings.location, gateways);
  const page = gateways[gateway.base.href] ??= {};
  return page.flight ??= exchange(page, surroundings, gateway, isKnown).finally(() => {
    page.flight = undefined;
  });
}

async function exchange(page: Page, { location, history }: Surroundings, gateway: Gateway, isKnown: boolean): Promise<LoginCompletion | undefined> {
  const found = readCallback(location.href);
  if (found.isResponse) {
    // Before anything is sent: no reload, no bookmark, no Referer and no analytics script sees the code.
    history.replaceState(history.state, "", found.clean);
  }

  const address = !found.isResponse && page.unfinished || found;
  page.unfinished = undefined;
  if (isKnown && !address.isResponse) {
    return undefined;
  }

  try {
    return await (address.failure ? sessionAfter(address.failure, gateway) : redeem(gateway, address));
  } catch (error) {
    if (address.isResponse && Object(error).action === "retry") {
      page.unfinished = address;
    }

    throw error;
  }
}

async function redeem(gateway: Gateway, { callbackUrl }: CallbackAddress): Promise<LoginCompletion> {
  let answer: Record<string, unknown>;
  try {
    answer = await gateway.call("exchange", undefined, { callbackUrl });
  } catch (error) {
    return sessionAfter(error, gateway);
  }

  const returnUrl = localPath(answer["returnUrl"]);
  const handled = answer["handled"] === true;
  return { handled, ...(handled && returnUrl && { returnUrl }), session: sessionIn(answer) };
}

/**
 * The back button may restore an address with a used code, or lead to the gateway with it, which then may not receive the session cookies
 * (`SameSite=Strict`): not an error while there is a session.
 */
async function sessionAfter(error: unknown, gateway: Gateway): Promise<LoginCompletion> {
  if (Object(error).code === "transaction_missing") {
    const session = await gateway.session().catch(() => anonymous);
    if (session.isAuthenticated) {
      return { handled: false, session };
    }
  }

  throw error;
}
