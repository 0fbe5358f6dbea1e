/** What every type of claims has. */
export interface Subject {
  readonly sub: string;
}

/** Selected claims of the ID token; `sub` is always present, the others are configured at the gateway. */
export type Claims = Subject & { readonly [name: string]: unknown };

/** The session's id, lifetimes and authentication. Lifetimes are seconds from the time of the response. */
export interface SessionTimes {
  /** A pseudonym that is safe to show and to log; not the cookie. */
  readonly id: string;
  /** Until the absolute time-out. */
  readonly expiresIn: number;
  /** Until the idle time-out, if the session is not used. */
  readonly idleExpiresIn: number;
  /** Until the access token, which the page never sees, has to be renewed. */
  readonly accessTokenExpiresIn: number;
  /** How the user authenticated (`acr`), if the provider said so. */
  readonly acr?: string | undefined;
  /** When the user authenticated, in Unix seconds, if the provider said so. */
  readonly authTime?: number | undefined;
}

/** A user is signed in. */
export interface UserSession<C extends Subject = Claims> {
  readonly isAuthenticated: true;
  readonly claims: C;
  readonly session: SessionTimes;
}

/** No user is signed in. */
export interface AnonymousSession {
  readonly isAuthenticated: false;
  readonly claims?: undefined;
  readonly session?: undefined;
}

/** The session. Test `isAuthenticated` first; then the claims are present. */
export type Session<C extends Subject = Claims> = UserSession<C> | AnonymousSession;

/** No user is signed in. */
export const anonymous: AnonymousSession = { isAuthenticated: false };

/** Reads only the known members of a response or a message; undefined when it is not a session. */
export function readSession(value: unknown): Session | undefined {
  const { isAuthenticated, claims, session } = Object(value) as Record<string, unknown>;
  if (isAuthenticated === false) {
    return anonymous;
  }

  const { id, acr, authTime, expiresIn, idleExpiresIn, accessTokenExpiresIn } = Object(session) as Record<string, unknown>;
  const isWhole = isAuthenticated === true
    && [id, acr ?? id, (Object(claims) as Record<string, unknown>)["sub"]].every(text => typeof text === "string")
    && [authTime ?? 0, expiresIn, idleExpiresIn, accessTokenExpiresIn].every(Number.isFinite);
  return isWhole ? { isAuthenticated, claims, session: { id, acr, authTime, expiresIn, idleExpiresIn, accessTokenExpiresIn } } as UserSession : undefined;
}
