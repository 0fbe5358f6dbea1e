export { requireSession } from "./guard.js";
export { tokenExchange, type TokenExchangePluginOptions } from "./plugin.js";
export type { SessionStatus } from "./status.js";
export { useSession, useTokenExchange, type SessionState } from "./useSession.js";
