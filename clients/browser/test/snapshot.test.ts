import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { anonymous, json, logout, problem, refresh, route, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const exchange = "POST /api/auth/exchange";
const login = "POST /api/auth/login";
const callback = "https://app.example/cb?code=c0de&state=st4te";

/** A page, and how often its listener was called. */
function watched(href?: string) {
  const page = browser.connect(browser.tab(href));
  const heard = vi.fn();
  return { ...page, heard, stop: page.te.subscribe(heard) };
}

describe("the snapshot", () => {
  it("is the same object until the session changes, and each change is announced after it", async () => {
    const { te, heard, stop } = watched();
    const seen: unknown[] = [];
    te.subscribe(() => seen.push(te.current));
    expect(te.current).toBe(undefined);
    browser.gateway.on(route, json(anonymous), json(anonymous), json(view())).on(refresh, json(view())).on(logout, json({ logoutUrl: null }));
    await te.session();
    expect(te.current).toEqual(anonymous);
    await te.session();
    expect(heard).toHaveBeenCalledTimes(1); // still nobody
    await te.session();
    expect(te.current).toEqual(view());
    expect(te.current).toBe(te.current);
    await te.refresh();
    await te.logout();
    expect(te.current).toEqual(anonymous);
    expect(seen).toEqual([anonymous, view(), view(), anonymous, anonymous]); // the last one says that the logout succeeded
    expect(heard).toHaveBeenCalledWith();
    stop();
    browser.gateway.on(route, json(view("s2")));
    await te.session();
    expect(heard).toHaveBeenCalledTimes(5);
  });

  it("follows the other tabs and the clock", async () => {
    const { te, heard } = watched();
    await browser.signedIn({ expiresIn: 100 });
    await settle();
    expect(te.current).toEqual(view("s1", { expiresIn: 100 }));
    await vi.advanceTimersByTimeAsync(100_000);
    expect(te.current).toEqual(anonymous);
    expect(heard).toHaveBeenCalledTimes(3); // signed in, expiring, expired
  });
});

describe("ready", () => {
  it("completes the login once, however many components ask, and whenever they do", async () => {
    const { te } = watched(callback);
    browser.gateway.on(exchange, json({ handled: true, returnUrl: "/orders", ...view() }));
    const [one, two, three] = await Promise.all([te.ready, te.completeLogin(), te.ready]);
    expect(one).toEqual({ handled: true, returnUrl: "/orders", session: view() });
    expect([two, three]).toEqual([one, one]);
    expect(await te.ready).toBe(one);
    expect(await te.completeLogin()).toEqual({ handled: false, session: view() }); // no second navigation to the return path
    expect(te.current).toEqual(view());
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it("resolves without a result when the login failed, and error says why", async () => {
    const { te, heard } = watched(callback);
    browser.gateway.on(exchange, problem(400, "code_rejected", "login"));
    expect(await te.ready).toBe(undefined);
    expect(te.error).toMatchObject({ code: "code_rejected" });
    expect(te.current).toBe(undefined);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(await te.ready).toBe(undefined);
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it("is that of the page's own call, if that came first", async () => {
    const { te } = watched(callback);
    browser.gateway.on(exchange, problem(400, "code_rejected", "login"));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "code_rejected" });
    expect(await te.ready).toBe(undefined);
    expect(te.error).toMatchObject({ code: "code_rejected" });
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it("does not end in an unhandled rejection when the client is disposed of", async () => {
    const { te } = watched(callback);
    browser.gateway.on(exchange, "hang");
    void te.ready;
    te.dispose();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await te.ready).toBe(undefined);
  });
});

describe("error", () => {
  it("is the last failure of a login or logout, until one succeeds", async () => {
    const { te, heard } = watched();
    browser.gateway.on(login, problem(403, "csrf_failed"), json({ authorizationUrl: "https://idp.example/a", expiresIn: 600 }));
    const failed = await te.login().catch((error: unknown) => error);
    expect(te.error).toBe(failed);
    expect(te.error).toMatchObject({ code: "csrf_failed", action: "none" });
    expect(heard).toHaveBeenCalledTimes(1);
    await te.login();
    expect(te.error).toBe(undefined);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("shows that a logout did not end the session", async () => {
    const { te } = await browser.signedIn();
    browser.gateway.on(logout, new TypeError("offline"));
    await expect(te.logout()).rejects.toMatchObject({ code: "network_error" });
    expect(te.error).toMatchObject({ code: "network_error", action: "retry" });
    expect(te.current).toEqual(view());
  });

  it("ends with a sign-in in another tab, and is no abort", async () => {
    const { te } = watched(callback);
    browser.gateway.on(exchange, problem(400, "code_rejected", "login"));
    await te.ready;
    await browser.signedIn();
    await settle();
    expect(te.error).toBe(undefined);
    await expect(te.login({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    expect(te.error).toBe(undefined);
  });
});
