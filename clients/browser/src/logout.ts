import { navigable } from "./addresses.js";
import type { Gateway } from "./gateway.js";
import type { LogoutOptions, LogoutResult } from "./options.js";
import type { SessionState } from "./state.js";
import type { Surroundings } from "./surroundings.js";

/** Ends the session. When the gateway cannot be reached, the session still exists and this rejects: the page must not show otherwise. */
export async function logout(
  location: Surroundings["location"], gateway: Gateway, state: SessionState, { signal, navigate = true }: LogoutOptions,
): Promise<LogoutResult> {
  const answer = await gateway.call("logout", signal);
  state.end("signed-out");
  const logoutUrl = answer["logoutUrl"] == null ? null : navigable(answer["logoutUrl"]);
  if (logoutUrl && navigate) {
    location.assign(logoutUrl);
  }

  return { logoutUrl };
}
