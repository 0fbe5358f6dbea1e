export { requireSession } from "./guard.js";
export { injectSession, type SessionState } from "./injectSession.js";
export { tokenExchangeInterceptor } from "./interceptor.js";
export { provideTokenExchange, TOKEN_EXCHANGE, type TokenExchangeFeatures } from "./provide.js";
export type { SessionStatus } from "./status.js";
