"use client";
export { SignedIn, SignedOut, type SignedInProps, type SignedOutProps } from "./conditions.js";
export { TokenExchangeProvider, type TokenExchangeProviderProps } from "./provider.js";
export type { SessionStatus } from "./status.js";
export { useSession, useTokenExchange, type SessionState } from "./useSession.js";
