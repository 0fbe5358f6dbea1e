import type { ReactNode } from "react";
import type { Claims, Subject, UserSession } from "token-exchange-browser";
import { useSession, type SessionState } from "./useSession.js";

/** The properties of {@link SignedIn}. */
export interface SignedInProps<C extends Subject = Claims> {
  /** What is shown, or a function of the session. */
  readonly children: ReactNode | ((session: UserSession<C>) => ReactNode);
}

/** Shows its children while a user is signed in. */
export function SignedIn<C extends Subject = Claims>({ children }: SignedInProps<C>): ReactNode {
  const { session } = useSession<C>();
  return session?.isAuthenticated ? typeof children === "function" ? children(session) : children : null;
}

/** The properties of {@link SignedOut}. */
export interface SignedOutProps {
  /** What is shown, or a function of the state, which has the error and the login. */
  readonly children: ReactNode | ((state: SessionState) => ReactNode);
}

/** Shows its children while no user is signed in, also when it is unknown because of an error. */
export function SignedOut({ children }: SignedOutProps): ReactNode {
  const state = useSession();
  return state.status === "signed-out" ? typeof children === "function" ? children(state) : children : null;
}
