import { unlessAborted } from "./abort.js";
import type { Channel } from "./channel.js";
import type { LoginCompletion } from "./completion.js";
import { TokenExchangeError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import { begin } from "./login.js";
import { unmark, withMark } from "./mark.js";
import type { LoginOptions } from "./options.js";
import { readSession, type Session } from "./session.js";
import type { Surroundings } from "./surroundings.js";

/** How long a popup that appears to be closed may still report, in milliseconds. */
const grace = 1000;

/** Both ends of a login in a popup: the page that opens it, and the page in it. */
export interface PopupLogin {
  login(options: LoginOptions, path: string | undefined): Promise<Session>;
  /** The same completion, which also reports to the page that opened the popup, and closes it. */
  reporting(finish: () => Promise<LoginCompletion>): () => Promise<LoginCompletion>;
}

/** For the option of the same name: logins in popups. */
export function popup(surroundings: Surroundings, gateway: Gateway, channel: Channel): PopupLogin {
  return {
    login: (options, path) => login(surroundings, gateway, channel, options, path),
    reporting: finish => reporting(surroundings, channel, finish),
  };
}

/**
 * Signs in in a popup. The popup reports over the channel and not through `opener`, which the cross-origin opener policy of the application or
 * of the provider may remove. It is identified by a mark in the return path, which the gateway keeps encrypted until the login returns.
 */
async function login(
  surroundings: Surroundings, gateway: Gateway, channel: Channel, options: LoginOptions, path: string | undefined,
): Promise<Session> {
  const opened = surroundings.open("", "_blank", "popup,width=480,height=720"); // before anything is awaited, because the browser allows it only directly after the click
  if (!opened) {
    throw new TokenExchangeError("popup_blocked", { action: "login" });
  }

  const over = new AbortController();
  try {
    const id = crypto.randomUUID();
    const { authorizationUrl, expiresIn } = await begin(gateway, options, withMark(path ?? "/", id));
    const keys = [id, new URL(authorizationUrl).searchParams.get("state")]; // a failed login returns with its state only
    opened.opener = null; // the provider's pages get no reference to this page
    const report = new Promise<Session>((resolve, reject) => {
      const giveUp = () => reject(new TokenExchangeError("popup_closed", { action: "login" }));
      const late = setTimeout(giveUp, expiresIn * 1000); // the login has expired
      const off = channel.listen(message => {
        if (message.kind === "login" && keys.includes(message.key)) {
          const error = { code: "unexpected_response", ...message.error };
          const session = readSession(message.session);
          session ? resolve(session) : reject(new TokenExchangeError(error.code, error));
        }
      });
      surroundings.addEventListener("focus", () => opened.closed && setTimeout(giveUp, grace), over);
      over.signal.onabort = () => {
        clearTimeout(late);
        off();
      };
    });
    opened.location.replace(authorizationUrl);
    return await unlessAborted(report, options.signal);
  } finally {
    over.abort();
    opened.close();
  }
}

function reporting(surroundings: Surroundings, channel: Channel, finish: () => Promise<LoginCompletion>): () => Promise<LoginCompletion> {
  const { location, history } = surroundings;
  let own: string | undefined; // the mark in the page's address, when the gateway itself completed the login
  let state: string | undefined; // of the response, which is no longer in the address when an outage is over

  return async () => {
    const url = new URL(location.href);
    const [hash, found] = unmark(url.hash);
    own = found ?? own;
    state = url.searchParams.get("state") ?? state;
    if (found) {
      history.replaceState(history.state, "", url.pathname + url.search + hash);
    }

    try {
      const done = await finish();
      const [returnUrl, key = own] = unmark(done.returnUrl);
      if (!key || !done.session.isAuthenticated) {
        return done;
      }

      channel.tell({ kind: "login", key, session: done.session });
      surroundings.close();
      return { ...done, ...(returnUrl && { returnUrl }), isPopup: true };
    } catch (error) {
      if (error instanceof TokenExchangeError) {
        const [returnUrl, key = state] = unmark(error.returnUrl);
        Object.assign(error, { returnUrl });
        if (key && error.action !== "retry") {
          channel.tell({ kind: "login", key, error: { ...error } });
        }
      }

      throw error;
    }
  };
}
