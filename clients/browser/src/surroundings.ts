/** What this package takes from the browser; in a test, a whole browser of several tabs stands here. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly location: Pick<Location, "href" | "origin" | "assign">;
  readonly history: Pick<History, "state" | "replaceState">;
  /** What relative addresses are relative to. */
  readonly baseUri: string;
  /** Web Locks; browsers have them on https and on loopback only. */
  readonly locks: Pick<LockManager, "request"> | undefined;
  openChannel(name: string): ChannelLike;
  /** An empty window; null when the browser blocks it. */
  openWindow(): PopupLike | null;
  /** Closes this window, if the browser lets a page do that. */
  close(): void;
  /** Listens to the page; returns how to stop. */
  on(event: "focus" | "pageshow" | "visibilitychange", listener: (event: Event) => void): () => void;
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

/** The real browser. */
export function browser(fetch?: typeof globalThis.fetch): Surroundings {
  return {
    fetch: (input, init) => (fetch ?? globalThis.fetch)(input, init), // without a receiver: the browser's own insists on that
    location,
    history,
    get baseUri() {
      return document.baseURI;
    },
    locks: navigator.locks as LockManager | undefined,
    openChannel: name => new BroadcastChannel(name),
    openWindow: () => open("", "_blank", "popup,width=480,height=720"),
    close: () => close(),
    on(event, listener) {
      const target = event === "visibilitychange" ? document : window;
      target.addEventListener(event, listener);
      return () => target.removeEventListener(event, listener);
    },
  };
}
