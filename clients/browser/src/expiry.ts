import type { SessionTimes } from "./session.js";

/** Longest delay of a browser's timer, in milliseconds. */
const longest = 2 ** 31 - 1;

/** The gateway records a use at most once in each twentieth of the idle time, so "used now" may mean "a twentieth ago". */
const grain = 0.95;

/** Calculates when the session ends. */
export interface Expiry {
  /** A view of the session as of a moment, in milliseconds. */
  start(times: SessionTimes, at: number): void;
  /** The session was used at a moment. */
  use(at: number): void;
  /** Checks the clock; also called when the page resumes, because timers do not run while a machine is suspended. */
  check(): void;
  stop(): void;
}

/**
 * Calculates the end from the gateway's last response, without a call: a call would count as use and keep an abandoned session alive.
 * After a use whose time is only roughly known, the end is within a range; the warning follows its start, the expiry its end.
 */
export function createExpiry(warningSeconds: number, onExpiring: (secondsLeft: number) => void, onExpired: () => void): Expiry {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasWarned = false;
  let end = 0;
  let idle = 0;
  let idleFrom = 0;
  let idleTo = 0;

  const first = () => Math.min(end, idleFrom);
  const last = () => Math.min(end, idleTo);
  const warnAt = () => first() - warningSeconds * 1000;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function wait(): void {
    stop();
    timer = setTimeout(check, Math.min((hasWarned ? last() : warnAt()) - Date.now(), longest));
  }

  function rearm(): void {
    hasWarned &&= warnAt() <= Date.now();
    wait();
  }

  function check(): void {
    const now = Date.now();
    if (!timer) {
      return;
    }

    if (now >= last()) {
      stop();
      onExpired();
    } else if (!hasWarned && now >= warnAt()) {
      hasWarned = true;
      wait();
      onExpiring(Math.max(0, Math.ceil((first() - now) / 1000)));
    } else {
      wait();
    }
  }

  return {
    start({ expiresIn, idleExpiresIn }, at) {
      end = at + expiresIn * 1000;
      idle = idleExpiresIn * 1000;
      idleFrom = idleTo = at + idle;
      rearm();
    },
    use(at) {
      idleFrom = Math.max(idleFrom, at + idle * grain);
      idleTo = Math.max(idleTo, at + idle / grain);
      rearm();
    },
    check,
    stop,
  };
}
