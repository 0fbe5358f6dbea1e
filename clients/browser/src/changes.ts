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
