import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, anonymous, problem, route } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

describe("expiry", () => {
  it("is announced ahead and then concluded, without asking the gateway", async () => {
    const { changes, types } = await browser.signedIn({ expiresIn: 300, idleExpiresIn: 100 });
    await vi.advanceTimersByTimeAsync(39_999);
    expect(types()).toEqual(["signed-in"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ type: "expiring", secondsLeft: 60, fromOtherTab: false });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(types()).toEqual(["signed-in", "expiring"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.at(-1)).toMatchObject({ type: "expired", session: anonymous });
    expect(browser.gateway.seen).toHaveLength(1);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it("is put off by use, here and in other tabs, but never past the absolute end", async () => {
    const one = await browser.signedIn({ expiresIn: 200, idleExpiresIn: 100 });
    const two = await browser.signedIn({ expiresIn: 200, idleExpiresIn: 100 });
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
    const { te, types } = await browser.signedIn({ idleExpiresIn: 100 });
    await vi.advanceTimersByTimeAsync(39_000);
    browser.gateway.on("GET /api/proxy/echo/a", problem(403, "csrf_failed")).on("GET /logo.svg", json(1));
    await te.fetch("/api/proxy/echo/a");
    await te.fetch("/logo.svg");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(types()).toEqual(["signed-in", "expiring"]);
  });

  it("is noticed when a machine wakes up, and outlasts the longest timer", async () => {
    const { tab, types } = await browser.signedIn({ expiresIn: 40 * 86_400, idleExpiresIn: 40 * 86_400 });
    await vi.advanceTimersByTimeAsync(30 * 86_400_000);
    expect(types()).toEqual(["signed-in"]);
    vi.setSystemTime(Date.now() + 11 * 86_400_000);
    tab.fire("visibilitychange");
    expect(types()).toEqual(["signed-in", "expired"]);
  });

  it("is distinguished from a logout when the gateway is called first after the page resumes", async () => {
    const { te, types } = await browser.signedIn({ idleExpiresIn: 100 });
    vi.setSystemTime(Date.now() + 200_000);
    browser.gateway.on(route, json(anonymous));
    await te.session();
    expect(types()).toEqual(["signed-in", "expired"]);
  });

  it("is over with dispose", async () => {
    const { te, tab, types } = await browser.signedIn({ idleExpiresIn: 100 });
    te.dispose();
    te.dispose();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(types()).toEqual(["signed-in"]);
    expect(tab.listening).toBe(0);
    browser.gateway.on("GET /api/proxy/echo/a", json(1));
    expect((await te.fetch("/api/proxy/echo/a")).status).toBe(200); // a page that is going away may still finish
  });

  it("asks again when the page comes back from the back/forward cache", async () => {
    const { tab, types } = await browser.signedIn();
    browser.gateway.on(route, json(anonymous));
    tab.fire("pageshow", { persisted: false });
    tab.fire("pageshow", { persisted: true });
    await settle();
    expect(types()).toEqual(["signed-in", "signed-out"]);
    tab.fire("pageshow", { persisted: true });
    await settle();
    expect(browser.gateway.count(route)).toBe(2);
  });
});
