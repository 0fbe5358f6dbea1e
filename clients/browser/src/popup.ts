import { unlessAborted } from "./abort.js";
import { withMark } from "./addresses.js";
import type { Channel } from "./channel.js";
import { TokenExchangeError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import { begin } from "./login.js";
import type { LoginOptions } from "./options.js";
import { readSession, type Session } from "./session.js";
import type { Surroundings } from "./surroundings.js";

/** How long a popup that appears to be closed may still report, in milliseconds. */
const grace = 1000;

/**
 * Signs in in a popup. The popup reports over the channel and not through `opener`, which the cross-origin opener policy of the application or
 * of the provider may remove. It is identified by a mark in the return path, which the gateway keeps encrypted until the login returns.
 */
export async function loginInPopup(
  surroundings: Surroundings, gateway: Gateway, channel: Channel, options: LoginOptions, path: string | undefined,
): Promise<Session> {
  const popup = surroundings.open("", "_blank", "popup,width=480,height=720"); // before anything is awaited, because the browser allows it only directly after the click
  if (!popup) {
    throw new TokenExchangeError("popup_blocked", { action: "login" });
  }

  const over = new AbortController();
  try {
    const id = crypto.randomUUID();
    const { authorizationUrl, expiresIn } = await begin(gateway, options, withMark(path ?? "/", id));
    const keys = [id, new URL(authorizationUrl).searchParams.get("state")]; // a failed login returns with its state only
    popup.opener = null; // the provider's pages get no reference to this page
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
      surroundings.addEventListener("focus", () => popup.closed && setTimeout(giveUp, grace), over);
      over.signal.onabort = () => {
        clearTimeout(late);
        off();
      };
    });
    popup.location.replace(authorizationUrl);
    return await unlessAborted(report, options.signal);
  } finally {
    over.abort();
    popup.close();
  }
}
