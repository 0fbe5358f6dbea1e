export type { SessionChange, SessionListener } from "./changes.js";
export type { LoginCompletion } from "./completion.js";
export { createTokenExchange } from "./create.js";
export { TokenExchangeError, type BrowserErrorCode, type ErrorAction, type ErrorCode, type ErrorDetails, type GatewayErrorCode } from "./errors.js";
export type { CallOptions, LoginOptions, LogoutOptions, LogoutResult, StepUp, TokenExchangeOptions } from "./options.js";
export { problemOf } from "./problem.js";
export type { AnonymousSession, Claims, Session, SessionTimes, Subject, UserSession } from "./session.js";
export type { TokenExchange } from "./tokenExchange.js";
