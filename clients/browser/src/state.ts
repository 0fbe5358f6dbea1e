import type { SessionChange } from "./changes.js";
import type { Channel } from "./channel.js";
import { createExpiry } from "./expiry.js";
import type { Listeners } from "./listeners.js";
import { anonymous, readSession, type Session } from "./session.js";

/** How a session ended. */
export type End = "signed-out" | "expired";

/** The time of a request: in milliseconds, and in versions of the state. */
export interface Asked {
  readonly at: number;
  readonly version: number;
}

/** The known state of the session: from the gateway, from other tabs, or calculated from the time. */
export interface SessionState {
  /** Undefined until the state is known. The listeners are called for every other value; without a change when the session is the same. */
  readonly current: Session | undefined;
  /** To be read before a request: a sign-in, a renewal or an end makes the result of earlier requests outdated. */
  now(): Asked;
  /** Whether nothing has changed since. */
  isSame(asked: Asked): boolean;
  /** Stores a response of the gateway. Returns the current state: that response, or something newer. */
  learn(session: Session, asked: Asked, isRenewed?: boolean): Session;
  /** The session has ended, according to the gateway or by a logout. */
  end(how: End): void;
  /** The session was used now: its idle time starts again. Other tabs are informed from time to time. */
  use(): void;
  /** The page resumed. */
  check(): void;
  stop(): void;
}

/** Creates an unknown state. */
export function createState(channel: Channel, changes: Listeners<[change?: SessionChange]>, expiryWarning: number): SessionState {
  let current: Session | undefined;
  let version = 0;
  let toldUse = 0;
  let gone: string | undefined; // the last session that ended: late messages about it, from a tab that did not know yet, are ignored

  const expiry = createExpiry(
    expiryWarning,
    secondsLeft => changes.tell({ type: "expiring", session: current ?? anonymous, secondsLeft, fromOtherTab: false }),
    () => become(anonymous, "expired"));

  /** Returns whether a user signed in. */
  function become(next: Session, hint?: SessionChange["type"], at = Date.now(), fromOtherTab = false): boolean {
    const before = current;
    const isNews = next.isAuthenticated && before?.session?.id !== next.session.id;
    const type = isNews ? "signed-in" : before?.isAuthenticated === false && !next.isAuthenticated ? undefined : hint;
    current = next;
    if (next.isAuthenticated) {
      expiry.start(next.session, at);
    } else {
      expiry.stop();
      gone = hint === "signed-out" ? before?.session?.id : gone;
    }

    if (type) {
      version++;
      changes.tell({ type, session: next, fromOtherTab });
    } else if (next !== before) {
      changes.tell();
    }

    return isNews;
  }

  function end(how: End): void {
    channel.tell({ kind: "ended", how, id: current?.session?.id });
    become(anonymous, how);
  }

  function use(): void {
    const now = Date.now();
    if (current?.isAuthenticated) {
      expiry.use(now);
      if (now - toldUse >= current.session.idleExpiresIn * 50) { // a twentieth, in milliseconds
        toldUse = now;
        channel.tell({ kind: "used", id: current.session.id });
      }
    }
  }

  channel.listen((message, at) => {
    const id = current?.session?.id;
    if (message.kind === "session") {
      const session = readSession(message.session);
      if (session?.isAuthenticated && session.session.id !== gone) {
        become(session, message.isRenewed ? "renewed" : undefined, at, true);
      }
    } else if (message.kind === "used" && message.id === id) {
      expiry.use(at);
    } else if (message.kind === "ended" && (!id || !message.id || message.id === id)) {
      become(anonymous, message.how === "expired" ? "expired" : "signed-out", at, true);
    }
  });

  return {
    get current() {
      return current;
    },
    now: () => ({ at: Date.now(), version }),
    isSame: asked => asked.version === version,
    learn(session, asked, isRenewed = false) {
      if (asked.version !== version && current) {
        return current;
      }

      if (!session.isAuthenticated) {
        expiry.check(); // it may have expired while the machine was suspended
        if (current?.isAuthenticated) {
          end("signed-out");
        } else {
          become(session);
        }
      } else if (become(session, isRenewed ? "renewed" : undefined, asked.at) || isRenewed) {
        channel.tell({ kind: "session", session, isRenewed });
      } else {
        use();
      }

      return session;
    },
    end,
    use,
    check: expiry.check,
    stop: expiry.stop,
  };
}
