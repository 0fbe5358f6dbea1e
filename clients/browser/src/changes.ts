import type { Session } from "./session.js";

/** What happened to the session. */
export interface SessionChange {
  /**
   * - `signed-in`: somebody is signed in, and nobody or somebody else was before; also when the page first learns of it
   * - `renewed`: the same session, with a new access token
   * - `expiring`: it will end in `secondsLeft` unless it is used (idle time) or whatever happens (absolute time); told once
   * - `expired`: its time is over
   * - `signed-out`: it was ended, by the user or by the provider
   */
  readonly type: "signed-in" | "signed-out" | "renewed" | "expiring" | "expired";
  /** The session after the change. */
  readonly session: Session;
  /** With `expiring`: seconds until the end, at the least. */
  readonly secondsLeft?: number;
  /** Whether another tab did it. */
  readonly fromOtherTab: boolean;
}

/** Hears of every change. */
export type SessionListener = (change: SessionChange) => void;

/** Those who want to hear of changes. */
export interface Changes {
  add(listener: SessionListener): () => void;
  /** One listener that throws does not keep the others from hearing. */
  announce(change: SessionChange): void;
  clear(): void;
}

/** Nobody listens yet. */
export function createChanges(): Changes {
  const listeners = new Set<{ readonly hear: SessionListener }>(); // wrapped: the same function may be added twice
  return {
    add(hear) {
      const entry = { hear };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    announce(change) {
      for (const { hear } of [...listeners]) {
        try {
          hear(change);
        } catch (error) {
          reportError(error);
        }
      }
    },
    clear: () => listeners.clear(),
  };
}
