import { unlessAborted } from "./abort.js";
import { withMark } from "./callbackAddress.js";
import type { Channel } from "./channel.js";
import { TokenExchangeError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import { begin } from "./login.js";
import type { LoginOptions } from "./options.js";
import { readSession, type Session } from "./session.js";
import type { PopupLike, Surroundings } from "./surroundings.js";

/** How long a popup that seems closed may still report, in milliseconds. */
const grace = 1000;

/**
 * Signs in in a popup. Its page reports over the channel and not through `opener`, which the cross-origin opener policy of the application or
 * of the provider may cut. The popup is known by a mark in the return path, which the gateway keeps sealed until the login is back.
 */
export async function loginInPopup(
  surroundings: Surroundings, gateway: Gateway, channel: Channel, options: LoginOptions, path: string | undefined,
): Promise<Session> {
  const popup = surroundings.openWindow(); // before anything is awaited, or the click that allows it is forgotten
  if (!popup) {
    throw new TokenExchangeError("popup_blocked", { action: "login" });
  }

  try {
    const id = crypto.randomUUID();
    const { authorizationUrl, expiresIn } = await begin(gateway, options, withMark(path ?? "/", id));
    const keys = [id, new URL(authorizationUrl).searchParams.get("state")]; // a failed login comes back with its state alone
    popup.opener = null; // the provider's pages get no hold on this one
    const { report, stop } = listen(surroundings, channel, popup, keys, expiresIn);
    popup.location.replace(authorizationUrl);
    return await unlessAborted(report, options.signal).finally(stop);
  } finally {
    popup.close();
  }
}

/** Waits for the popup's report, for it to be closed, or for the login to be too old to succeed. */
function listen(
  surroundings: Surroundings, channel: Channel, popup: PopupLike, keys: readonly (string | null)[], expiresIn: number,
): { readonly report: Promise<Session>; readonly stop: () => void } {
  let stop!: () => void;
  const report = new Promise<Session>((resolve, reject) => {
    const giveUp = () => reject(new TokenExchangeError("popup_closed", { action: "login" }));
    const late = setTimeout(giveUp, expiresIn * 1000);
    let closed: ReturnType<typeof setTimeout> | undefined;
    const offFocus = surroundings.on("focus", () => {
      if (popup.closed) {
        closed ??= setTimeout(giveUp, grace);
      }
    });
    const offChannel = channel.listen(message => {
      if (message.kind === "login" && keys.includes(message.key)) {
        const session = readSession(message.session);
        if (session) {
          resolve(session);
        } else {
          const error = { code: "unexpected_response", ...message.error };
          reject(new TokenExchangeError(error.code, error));
        }
      }
    });
    stop = () => {
      clearTimeout(late);
      clearTimeout(closed);
      offFocus();
      offChannel();
    };
  });
  return { report, stop };
}
