import { pause, unlessAborted } from "./abort.js";
import { sessionIn, type Gateway } from "./gateway.js";
import type { Session } from "./session.js";
import type { SessionState } from "./state.js";
import type { Surroundings } from "./surroundings.js";

/** How long the lock is kept after the renewal, in milliseconds: the message must reach the tabs that wait for the lock. */
const echo = 50;

/** Renews the session once, however many calls and tabs request it at the same time. The signal ends the caller's wait, not the renewal. */
export type Renew = (signal?: AbortSignal) => Promise<Session>;

/**
 * One renewal at a time in this page and, by a Web Lock, in all tabs. The gateway supports simultaneous renewals: therefore an unresponsive tab
 * delays the others for at most `timeLimit` seconds, and without Web Locks each tab renews for itself.
 */
export function createRenewal(
  gateway: Gateway, state: SessionState, locks: Surroundings["navigator"]["locks"], lockName: string, timeLimit: number,
): Renew {
  let flight: Promise<Session> | undefined;

  async function renew(): Promise<Session> {
    const asked = state.now();
    try {
      return state.learn(sessionIn(await gateway.call("refresh")), asked, true);
    } catch (error) {
      const { code } = Object(error) as { code?: string };
      if (state.isSame(asked) && isEnd(code)) {
        state.end(code === "session_expired" ? "expired" : "signed-out");
      }

      throw error;
    }
  }

  function alone(locks: Pick<LockManager, "request">): Promise<Session> {
    const asked = state.now();
    let isGranted = false;
    return new Promise((resolve, reject) => {
      locks.request(lockName, { signal: AbortSignal.timeout(timeLimit * 1000) }, async () => {
        isGranted = true;
        if (!state.isSame(asked) && state.current?.isAuthenticated) {
          resolve(state.current); // another tab did it while this one waited
          return;
        }

        resolve(await renew());
        await pause(echo);
      }).catch(error => isGranted ? reject(error) : resolve(renew()));
    });
  }

  return async signal => {
    signal?.throwIfAborted();
    flight ??= (locks ? alone(locks) : renew()).finally(() => {
      flight = undefined;
    });
    return unlessAborted(flight, signal);
  };
}

/** Whether the gateway reported that there is no session: `session_expired`, `session_revoked`, `not_authenticated`. An outage never does. */
export const isEnd = (code: string | null | undefined) => /^(session_|not_auth)/.test(code!);
