import type { Claims, Session, Subject } from "./session.js";

/** A change of the session. */
export interface SessionChange<C extends Subject = Claims> {
  /**
   * - `signed-in`: a user is signed in, and before there was no user or another one; also when the page first learns of the session
   * - `renewed`: the same session, with a new access token
   * - `expiring`: it ends in `secondsLeft`, by the idle time-out unless it is used, or by the absolute time-out; sent once
   * - `expired`: it has expired
   * - `signed-out`: it was ended, by the user or by the provider
   */
  readonly type: "signed-in" | "signed-out" | "renewed" | "expiring" | "expired";
  /** The session after the change. */
  readonly session: Session<C>;
  /** With `expiring`: seconds until the end, at least. */
  readonly secondsLeft?: number;
  /** Whether another tab caused the change. */
  readonly fromOtherTab: boolean;
}

/** Receives every change. */
export type SessionListener<C extends Subject = Claims> = (change: SessionChange<C>) => void;
