/** Chosen claims of the ID token; `sub` is always there, the others are configured at the gateway. */
export type Claims = { readonly sub: string; readonly [name: string]: unknown };

/** The session's name and what is left of it. Times are seconds as of the answer. */
export interface SessionTimes {
  /** A pseudonym that is safe to show and to log; not the cookie. */
  readonly id: string;
  /** Until the session ends whatever happens. */
  readonly expiresIn: number;
  /** Until it ends if nothing happens. */
  readonly idleExpiresIn: number;
  /** Until the access token, which the page never sees, has to be renewed. */
  readonly accessTokenExpiresIn: number;
}

/** Somebody is signed in. */
export interface UserSession {
  readonly isAuthenticated: true;
  readonly claims: Claims;
  readonly session: SessionTimes;
}

/** Nobody is signed in. */
export interface AnonymousSession {
  readonly isAuthenticated: false;
  readonly claims?: undefined;
  readonly session?: undefined;
}

/** Who is signed in. Test `isAuthenticated` first; then the claims are there. */
export type Session = UserSession | AnonymousSession;

/** Nobody. */
export const anonymous: AnonymousSession = { isAuthenticated: false };

/** Takes the known members, and only them, out of an answer or a message; undefined when it is no session. */
export function readSession(value: unknown): Session | undefined {
  const { isAuthenticated, claims, session } = Object(value) as Record<string, unknown>;
  if (isAuthenticated === false) {
    return anonymous;
  }

  const { id, expiresIn, idleExpiresIn, accessTokenExpiresIn } = Object(session) as Record<string, unknown>;
  const isWhole = isAuthenticated === true
    && typeof id === "string"
    && [expiresIn, idleExpiresIn, accessTokenExpiresIn].every(Number.isFinite)
    && typeof (Object(claims) as Record<string, unknown>)["sub"] === "string";
  return isWhole ? { isAuthenticated, claims, session: { id, expiresIn, idleExpiresIn, accessTokenExpiresIn } } as UserSession : undefined;
}
