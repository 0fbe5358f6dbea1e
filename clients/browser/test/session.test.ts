import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTokenExchange, TokenExchangeError } from "../src/index.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const route = "GET /api/auth/session";
const refresh = "POST /api/auth/refresh";
const logout = "POST /api/auth/logout";
const nobody = { isAuthenticated: false };

async function signedIn(over: Record<string, number> = {}, tab = browser.tab()) {
  const page = browser.connect(tab);
  browser.gateway.on(route, json(view("s1", over)));
  await page.te.session();
  return page;
}

describe("session", () => {
  it("takes only what the contract names: no token gets in by accident", async () => {
    const { te } = browser.connect();
    browser.gateway.on(route, json({ ...view(), accessToken: "a", session: { ...view().session, refreshToken: "b" } }));
    expect(await te.session()).toEqual(view());
  });

  it.each([["a page", new Response("<!doctype html>", { status: 200 })], ["null", json(null)], ["half a session", json({ isAuthenticated: true })],
    ["a session without times", json({ ...view(), session: { id: "s1" } })], ["text for a time", json({ ...view(), session: { ...view().session, expiresIn: "9" } })]])(
    "refuses %s", async (_, answer) => {
      const { te, types } = browser.connect();
      browser.gateway.on(route, answer);
      await expect(te.session()).rejects.toMatchObject({ code: "unexpected_response", status: 200 });
      expect(types()).toEqual([]);
    });

  it.each([
    ["a problem", problem(503, "vault_unavailable", "retry", 5), { code: "vault_unavailable", action: "retry", status: 503, retryAfter: 5, message: "About vault_unavailable." }],
    ["a broken problem", new Response("{", { status: 500, headers: { "Content-Type": "application/problem+json", "TE-Error": "internal_error" } }), { code: "internal_error", action: "none" }],
    ["an unknown action", json({}, 401, { "TE-Error": "not_authenticated" }), { code: "not_authenticated", action: "login" }],
    ["a step-up without a body", new Response(null, { status: 401, headers: { "TE-Error": "stepup_required" } }), { action: "stepup" }],
    ["the front door", new Response("Bad gateway", { status: 502 }), { code: "unexpected_response", action: "retry", status: 502 }],
    ["a page not found", new Response("?", { status: 404 }), { code: "unexpected_response", action: "none" }],
    ["no network", new TypeError("Failed to fetch"), { code: "network_error", action: "retry", status: 0 }],
  ])("says what went wrong: %s", async (_, answer, expected) => {
    const { te } = browser.connect();
    browser.gateway.on(route, answer);
    const error = await te.session().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TokenExchangeError);
    expect(error).toMatchObject(expected);
  });

  it("does not wait for ever, and leaves no timer of its own", async () => {
    const { te } = browser.connect();
    browser.gateway.on(route, "hang");
    const outcome = expect(te.session()).rejects.toMatchObject({ code: "network_error", action: "retry" });
    await vi.advanceTimersByTimeAsync(30_000);
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives up when the caller does, or when it is disposed of", async () => {
    const { te } = browser.connect();
    const abort = new AbortController();
    browser.gateway.on(route, "hang", "hang");
    const outcomes = [expect(te.session({ signal: abort.signal })).rejects.toThrow("enough"), expect(te.session()).rejects.toThrow(/abort/i)];
    await settle();
    abort.abort(new Error("enough"));
    te.dispose();
    await Promise.all(outcomes);
  });

  it("does not believe an answer that was overtaken by a logout", async () => {
    const { te, types } = await signedIn();
    let late!: (response: Response) => void;
    browser.gateway.on(route, () => new Promise<Response>(resolve => void (late = resolve))).on(logout, json(null));
    const asked = te.session();
    await te.logout();
    late(json(view()));
    expect(await asked).toEqual(nobody);
    expect(types()).toEqual(["signed-in", "signed-out"]);
  });

  it("tells a listener that throws, and the others too", async () => {
    const report = vi.fn();
    vi.stubGlobal("reportError", report);
    const { te, types } = browser.connect();
    te.onSessionChange(() => {
      throw new Error("mine");
    });
    const after = vi.fn();
    const off = te.onSessionChange(after);
    browser.gateway.on(route, json(view()), json(nobody));
    await te.session();
    off();
    await te.session();
    expect(report).toHaveBeenCalledTimes(2);
    expect(after).toHaveBeenCalledTimes(1);
    expect(types()).toEqual(["signed-in", "signed-out"]);
  });
});

describe("expiry", () => {
  it("is announced ahead and then concluded, without asking the gateway", async () => {
    const { changes, types } = await signedIn({ expiresIn: 300, idleExpiresIn: 100 });
    await vi.advanceTimersByTimeAsync(39_999);
    expect(types()).toEqual(["signed-in"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ type: "expiring", secondsLeft: 60, fromOtherTab: false });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(types()).toEqual(["signed-in", "expiring"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ type: "expired", session: nobody });
    expect(browser.gateway.seen).toHaveLength(1);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it("is put off by use, here and in other tabs, but never past the absolute end", async () => {
    const one = await signedIn({ expiresIn: 200, idleExpiresIn: 100 });
    const two = await signedIn({ expiresIn: 200, idleExpiresIn: 100 });
    await vi.advanceTimersByTimeAsync(39_000);
    browser.gateway.on("GET /api/proxy/echo/a", json(1));
    await one.te.fetch("/api/proxy/echo/a");
    await vi.advanceTimersByTimeAsync(34_000);
    expect([one.types(), two.types()]).toEqual([["signed-in"], ["signed-in"]]);
    await vi.advanceTimersByTimeAsync(2_000); // 39 + 95 - 60 = 74
    expect([one.types(), two.types()]).toEqual([["signed-in", "expiring"], ["signed-in", "expiring"]]);
    browser.gateway.on("GET /api/proxy/echo/a", json(1));
    await two.te.fetch("/api/proxy/echo/a");
    await vi.advanceTimersByTimeAsync(200_000 - 75_000);
    expect(one.types()).toEqual(["signed-in", "expiring", "expiring", "expired"]);
    expect(two.types()).toEqual(one.types());
  });

  it("is not put off by what the gateway refused, or by what is not behind the proxy", async () => {
    const { te, types } = await signedIn({ idleExpiresIn: 100 });
    await vi.advanceTimersByTimeAsync(39_000);
    browser.gateway.on("GET /api/proxy/echo/a", problem(403, "csrf_failed")).on("GET /logo.svg", json(1));
    await te.fetch("/api/proxy/echo/a");
    await te.fetch("/logo.svg");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(types()).toEqual(["signed-in", "expiring"]);
  });

  it("is noticed when a machine wakes up, and outlasts the longest timer", async () => {
    const { tab, types } = await signedIn({ expiresIn: 40 * 86_400, idleExpiresIn: 40 * 86_400 });
    await vi.advanceTimersByTimeAsync(30 * 86_400_000);
    expect(types()).toEqual(["signed-in"]);
    vi.setSystemTime(Date.now() + 11 * 86_400_000);
    tab.fire("visibilitychange");
    expect(types()).toEqual(["signed-in", "expired"]);
  });

  it("is over with dispose", async () => {
    const { te, tab, types } = await signedIn({ idleExpiresIn: 100 });
    te.dispose();
    te.dispose();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(types()).toEqual(["signed-in"]);
    expect(tab.listening).toBe(0);
  });

  it("asks again when the page comes back from the back/forward cache", async () => {
    const { tab, types } = await signedIn();
    browser.gateway.on(route, json(nobody));
    tab.fire("pageshow", { persisted: false });
    tab.fire("pageshow", { persisted: true });
    await settle();
    expect(types()).toEqual(["signed-in", "signed-out"]);
    expect(browser.gateway.count(route)).toBe(2);
  });
});

describe("refresh", () => {
  it("happens once across two tabs: the one that waits takes what the other got", async () => {
    const one = await signedIn();
    const two = await signedIn();
    browser.gateway.on(refresh, json(view("s1", { accessTokenExpiresIn: 300 })));
    const both = Promise.all([one.te.refresh(), one.te.refresh(), two.te.refresh()]);
    await vi.advanceTimersByTimeAsync(50);
    expect((await both).map(({ session }) => session?.accessTokenExpiresIn)).toEqual([300, 300, 300]);
    expect(browser.gateway.count(refresh)).toBe(1);
    expect(two.changes.at(-1)).toMatchObject({ type: "renewed", fromOtherTab: true });
    expect(new Set(browser.locks.names)).toEqual(new Set(["token-exchange:https://app.example/api"]));
    browser.gateway.on(refresh, json(view()));
    await two.te.refresh();
    expect(browser.gateway.count(refresh)).toBe(2);
  });

  it("is tried by the one that waits when the other one failed", async () => {
    const one = await signedIn();
    const two = await signedIn();
    browser.gateway.on(refresh, problem(503, "provider_unavailable", "retry", 5), json(view()));
    const outcome = expect(one.te.refresh()).rejects.toMatchObject({ code: "provider_unavailable" });
    const second = two.te.refresh();
    await outcome;
    expect(await second).toEqual(view());
    expect(one.types().at(-1)).toBe("renewed");
  });

  it("does not wait for ever for a tab that hangs", async () => {
    const one = await signedIn();
    void browser.locks.request("token-exchange:https://app.example/api", {}, () => new Promise(() => {}));
    browser.gateway.on(refresh, json(view()));
    const renewed = one.te.refresh();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(browser.gateway.count(refresh)).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await renewed).toEqual(view());
  });

  it("works where there are no locks", async () => {
    const tab = browser.tab();
    tab.locks = undefined;
    const { te } = browser.connect(tab);
    browser.gateway.on(refresh, json(view()));
    expect(await Promise.all([te.refresh(), te.refresh()])).toEqual([view(), view()]);
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it.each([["session_expired", "expired"], ["session_revoked", "signed-out"], ["not_authenticated", "signed-out"]])("that is refused with %s means %s in all tabs", async (code, type) => {
    const one = await signedIn();
    const two = await signedIn();
    browser.gateway.on(refresh, problem(401, code, "login"));
    await expect(one.te.refresh()).rejects.toMatchObject({ code, action: "login" });
    await settle();
    expect([one.types(), two.types()]).toEqual([["signed-in", type], ["signed-in", type]]);
  });
});

describe("other tabs", () => {
  it("hear of a logout, of a sign-in, and not of late news about what was signed out", async () => {
    const one = await signedIn();
    const two = await signedIn();
    browser.gateway.on(logout, json({ logoutUrl: null }));
    expect(await one.te.logout()).toEqual({ logoutUrl: null });
    await settle();
    expect(two.changes.at(-1)).toMatchObject({ type: "signed-out", session: nobody, fromOtherTab: true });
    browser.channel("token-exchange:https://app.example/api").postMessage({ te: 1, at: Date.now(), kind: "session", session: view(), isRenewed: true });
    await settle();
    expect(two.types()).toEqual(["signed-in", "signed-out"]);
    browser.gateway.on(route, json(view("s2")));
    await one.te.session();
    await settle();
    expect(two.changes.at(-1)).toMatchObject({ type: "signed-in", session: view("s2"), fromOtherTab: true });
  });

  it("are not signed out by the end of a session that is no longer theirs", async () => {
    const one = await signedIn();
    browser.channel("token-exchange:https://app.example/api").postMessage({ te: 1, at: Date.now(), kind: "ended", how: "signed-out", id: "s0" });
    await settle();
    expect(one.types()).toEqual(["signed-in"]);
  });

  it("are not believed when they talk nonsense", async () => {
    const { types, te } = browser.connect();
    const stranger = browser.channel("token-exchange:https://app.example/api");
    [{ kind: "session", session: { isAuthenticated: true } }, { kind: "session", session: nobody }, { kind: "session" }, { kind: "x" }].forEach(m => stranger.postMessage({ te: 1, at: 1, ...m }));
    await settle();
    expect(types()).toEqual([]);
    te.dispose();
  });
});

describe("logout", () => {
  it("goes on to the provider, unless told not to", async () => {
    const { te, tab } = await signedIn();
    const logoutUrl = "https://idp.example/end_session?client_id=a";
    browser.gateway.on(logout, json({ logoutUrl }), json({ logoutUrl }));
    expect(await te.logout({ navigate: false })).toEqual({ logoutUrl });
    expect(tab.assigned).toEqual([]);
    await te.logout();
    expect(tab.assigned).toEqual([logoutUrl]);
  });

  it("does not say that the session is over when the gateway could not be reached", async () => {
    const { te, types } = await signedIn();
    browser.gateway.on(logout, new TypeError("offline"));
    await expect(te.logout()).rejects.toMatchObject({ code: "network_error", action: "retry" });
    expect(types()).toEqual(["signed-in"]);
  });

  it("is over here even when the provider's address is refused", async () => {
    const { te, types } = await signedIn();
    browser.gateway.on(logout, json({ logoutUrl: "javascript:alert(1)" }));
    await expect(te.logout()).rejects.toMatchObject({ code: "address_refused" });
    expect(types()).toEqual(["signed-in", "signed-out"]);
  });
});

it("runs in what browsers have, and touches no storage", async () => {
  const tab = browser.tab();
  const forbidden = new Proxy({}, { get: () => expect.fail("storage was touched") });
  const target = new EventTarget();
  for (const [name, value] of Object.entries({
    location: tab.location, history: tab.history, navigator: {}, window: target, document: Object.assign(new EventTarget(), { baseURI: tab.baseUri }),
    BroadcastChannel: class { postMessage() {} close() {} }, localStorage: forbidden, sessionStorage: forbidden, indexedDB: forbidden,
  })) {
    vi.stubGlobal(name, value);
  }
  const receivers: unknown[] = [];
  vi.stubGlobal("fetch", function (this: unknown, input: Request) {
    receivers.push(this);
    return browser.gateway.fetch(input);
  });
  const te = createTokenExchange({ fetch });
  browser.gateway.on(route, json(view())).on(refresh, json(view())).on("GET /api/proxy/echo/a", json(1)).on(logout, json(null));
  const { session, refresh: renew } = te;
  expect(await session()).toEqual(view());
  await renew();
  await te.fetch("/api/proxy/echo/a");
  await te.logout();
  expect(receivers).toEqual([undefined, undefined, undefined, undefined]); // "Illegal invocation" otherwise
  target.dispatchEvent(new Event("pageshow"));
  te.dispose();
});
