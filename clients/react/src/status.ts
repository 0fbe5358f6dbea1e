import type { Subject, TokenExchange } from "token-exchange-browser";

/** Whether a user is signed in. After a failure no user is known to be signed in: the page can offer a login, and show the error. */
export type SessionStatus = "loading" | "signed-in" | "signed-out";

export function statusOf({ current, error }: Pick<TokenExchange<Subject>, "current" | "error">): SessionStatus {
  return current?.isAuthenticated ? "signed-in" : current ?? error ? "signed-out" : "loading";
}
