import { createContext, useContext } from "react";
import type { Subject, TokenExchange } from "token-exchange-browser";

/** What the components below the provider share. */
export interface Shared {
  readonly client: TokenExchange<Subject>;
  /** Completes the login, and continues at its return path. */
  readonly complete: () => Promise<void>;
}

export const SharedContext = createContext<Shared | undefined>(undefined);

/** For the hooks; throws outside of the provider. */
export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) {
    throw new Error("There is no <TokenExchangeProvider> above this component");
  }

  return shared;
}
