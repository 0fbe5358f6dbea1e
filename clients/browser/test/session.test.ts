import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTokenExchange, TokenExchangeError } from "../src/index.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, logout, anonymous, problem, refresh, route, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

describe("session", () => {
  it("takes only what the contract names: no token gets in by accident", async () => {
    const { te } = browser.connect();
    browser.gateway.on(route, json({ ...view(), accessToken: "a", session: { ...view().session, refreshToken: "b" } }));
    expect(await te.session()).toEqual(view());
  });

  it("has how and when the user authenticated, if the provider said so", async () => {
    const { te } = browser.connect();
    const said = { acr: "urn:mfa", authTime: 1_800_000_000 };
    browser.gateway.on(route, json({ ...view(), session: { ...view().session, ...said } }));
    expect((await te.session()).session).toEqual({ ...view().session, ...said });
  });

  it.each([["a page", new Response("<!doctype html>", { status: 200 })], ["null", json(null)], ["half a session", json({ isAuthenticated: true })],
    ["a session without times", json({ ...view(), session: { id: "s1" } })], ["text for a time", json({ ...view(), session: { ...view().session, expiresIn: "9" } })],
    ["text for the time of authentication", json({ ...view(), session: { ...view().session, authTime: "9" } })], ["a number for acr", json({ ...view(), session: { ...view().session, acr: 1 } })]])(
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
    const { te, types } = await browser.signedIn();
    let late!: (response: Response) => void;
    browser.gateway.on(route, () => new Promise<Response>(resolve => void (late = resolve))).on(logout, json(null));
    const asked = te.session();
    await te.logout();
    late(json(view()));
    expect(await asked).toEqual(anonymous);
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
    browser.gateway.on(route, json(view()), json(anonymous));
    await te.session();
    off();
    await te.session();
    expect(report).toHaveBeenCalledTimes(2);
    expect(after).toHaveBeenCalledTimes(1);
    expect(types()).toEqual(["signed-in", "signed-out"]);
  });
});

it("runs in what browsers have, and touches no storage", async () => {
  const tab = browser.tab();
  const forbidden = new Proxy({}, { get: () => expect.fail("storage was touched") });
  const target = new EventTarget();
  for (const [name, value] of Object.entries({
    location: tab.location, history: tab.history, navigator: {}, document: tab.document, window: globalThis, addEventListener: target.addEventListener.bind(target),
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
