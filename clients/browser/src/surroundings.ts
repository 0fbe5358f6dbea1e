/** The parts of `window` that this package uses. Tests replace it by one tab of a simulated browser. */
export interface Surroundings {
  readonly location: Pick<Location, "href" | "origin" | "assign">;
  readonly history: Pick<History, "state" | "replaceState">;
  /** The base of relative addresses. */
  readonly document: Pick<Document, "baseURI">;
  readonly navigator: {
    /** Web Locks; browsers have them on https and on loopback only. */
    readonly locks?: Pick<LockManager, "request"> | undefined;
    /** Whether the user has just clicked or pressed a key. */
    readonly userActivation: Pick<UserActivation, "isActive">;
  };
  /** The storage of this tab, kept while it is at the provider; reading it throws where the browser forbids storage. */
  readonly sessionStorage: Pick<Storage, "getItem" | "setItem">;
  readonly BroadcastChannel: new (name: string) => ChannelLike;
  fetch(request: Request): Promise<Response>;
  /** A new window; null when the browser blocks it. */
  open(url: string, target: string, features: string): PopupLike | null;
  /** Closes this window, if the browser allows it. */
  close(): void;
  addEventListener(event: "focus" | "pageshow" | "visibilitychange", listener: (event: Event) => void, options: { readonly signal: AbortSignal }): void;
}

/** The part of a BroadcastChannel that is used. */
export type ChannelLike = Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">;

/** The part of a popup's window that is used. */
export interface PopupLike {
  readonly closed: boolean;
  opener: unknown;
  readonly location: { replace(url: string): void };
  close(): void;
}
