import { vi } from "vitest";
import { connect } from "../src/client.js";
import type { SessionChange, TokenExchange, TokenExchangeOptions } from "../src/index.js";
import type { ChannelLike, PopupLike, Surroundings } from "../src/surroundings.js";
import { FakeGateway, json, route, view } from "./fakeGateway.js";
import { FakeLocks } from "./fakeLocks.js";

/** A window that was opened. */
export class FakePopup implements PopupLike {
  closed = false;
  opener: unknown = "the page";
  readonly visited: string[] = [];
  readonly location = { replace: (url: string) => void this.visited.push(url) };
  close(): void {
    this.closed = true;
  }
}

/** A page of the browser. */
export class FakeTab implements Surroundings {
  readonly assigned: string[] = [];
  readonly replaced: { state: unknown; url: string }[] = [];
  readonly popups: FakePopup[] = [];
  blocksPopups = false;
  isClosed = false;
  readonly document: { baseURI: string };
  readonly navigator: { locks: Surroundings["navigator"]["locks"]; userActivation: { isActive: boolean } };
  readonly sessionStorage: Surroundings["sessionStorage"];
  readonly BroadcastChannel: Surroundings["BroadcastChannel"];
  readonly location: Surroundings["location"];
  readonly history: Surroundings["history"];
  private readonly listeners = new Set<{ event: string; hear: (event: Event) => void }>();

  constructor(private readonly owner: FakeBrowser, href: string) {
    const tab = this;
    this.document = { baseURI: href };
    this.navigator = { locks: owner.locks, userActivation: { isActive: false } };
    this.BroadcastChannel = function (name: string) {
      return owner.channel(name);
    } as unknown as Surroundings["BroadcastChannel"];
    const stored = new Map<string, string>();
    this.sessionStorage = { getItem: key => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) };
    this.location = { href, origin: new URL(href).origin, assign: (url: string | URL) => void this.assigned.push(String(url)) };
    this.history = {
      state: { router: 7 },
      replaceState(state, _, url) {
        tab.replaced.push({ state, url: String(url) });
        tab.location.href = new URL(String(url), tab.location.href).href;
      },
    };
  }

  fetch = (request: Request) => this.owner.gateway.fetch(request);
  close = () => void (this.isClosed = true);

  open(): PopupLike | null {
    if (this.blocksPopups) {
      return null;
    }

    const popup = new FakePopup();
    this.popups.push(popup);
    return popup;
  }

  addEventListener(event: string, hear: (event: Event) => void, { signal }: { readonly signal: AbortSignal }): void {
    const entry = { event, hear };
    this.listeners.add(entry);
    signal.addEventListener("abort", () => this.listeners.delete(entry));
  }

  /** How many listeners stand. */
  get listening(): number {
    return this.listeners.size;
  }

  fire(event: string, more: object = {}): void {
    [...this.listeners].filter(entry => entry.event === event).forEach(({ hear }) => hear(Object.assign(new Event(event), more)));
  }
}

/** Tabs that share a gateway, locks and channels. */
export class FakeBrowser {
  readonly gateway = new FakeGateway();
  readonly locks = new FakeLocks();
  /** How long news is on its way between tabs, in milliseconds. */
  newsDelay = 0;
  private readonly channels = new Set<ChannelLike & { name: string }>();

  tab(href = "https://app.example/orders"): FakeTab {
    return new FakeTab(this, href);
  }

  connect(tab = this.tab(), options: TokenExchangeOptions = {}): { te: TokenExchange; tab: FakeTab; changes: SessionChange[]; types: () => string[] } {
    const te = connect(options, tab);
    const changes: SessionChange[] = [];
    te.onSessionChange(change => changes.push(change));
    return { te, tab, changes, types: () => changes.map(({ type }) => type) };
  }

  /** A page whose session is known. */
  async signedIn(over: Record<string, number> = {}, tab = this.tab()): Promise<ReturnType<FakeBrowser["connect"]>> {
    const page = this.connect(tab);
    this.gateway.on(route, json(view("s1", over)));
    await page.te.session();
    return page;
  }

  channel(name: string): ChannelLike {
    const channel = {
      name,
      onmessage: null as ChannelLike["onmessage"],
      postMessage: (data: unknown) => {
        if (!this.channels.has(channel)) {
          throw new DOMException("The channel is closed.", "InvalidStateError");
        }

        const copy = structuredClone(data);
        [...this.channels].filter(other => other !== channel && other.name === name).forEach(other => {
          const deliver = () => {
            if (this.channels.has(other)) {
              other.onmessage?.call(other as BroadcastChannel, new MessageEvent("message", { data: copy }));
            }
          };
          if (this.newsDelay > 0) {
            setTimeout(deliver, this.newsDelay);
          } else {
            queueMicrotask(deliver);
          }
        });
      },
      close: () => void this.channels.delete(channel),
    };
    this.channels.add(channel);
    return channel;
  }
}

/** Fake time, also for AbortSignal.timeout, which Node takes from elsewhere. */
export function fakeTime(): void {
  vi.useFakeTimers();
  vi.spyOn(AbortSignal, "timeout").mockImplementation(milliseconds => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("Timed out", "TimeoutError")), milliseconds);
    return controller.signal;
  });
}

/** Lets what is under way come to rest, without time passing. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await new Promise(resolve => setImmediateForReal(resolve));
  await vi.advanceTimersByTimeAsync(0);
}

const setImmediateForReal = (globalThis as unknown as { setImmediate: (work: (value: unknown) => void) => void }).setImmediate;
