import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, logout, anonymous, problem, refresh, route, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

describe("refresh", () => {
  it("happens once across two tabs: the one that waits takes what the other got", async () => {
    const one = await browser.signedIn();
    const two = await browser.signedIn();
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

  it("happens once even when the news is slower than the lock", async () => {
    const one = await browser.signedIn();
    const two = await browser.signedIn();
    browser.newsDelay = 40;
    browser.gateway.on(refresh, json(view()));
    const both = Promise.all([one.te.refresh(), two.te.refresh()]);
    await vi.advanceTimersByTimeAsync(50);
    await both;
    expect(browser.gateway.count(refresh)).toBe(1);
  });

  it("that is rejected has no effect on a user who has signed in meanwhile", async () => {
    const { te, types } = await browser.signedIn();
    let late!: (response: Response) => void;
    browser.gateway.on(refresh, () => new Promise<Response>(resolve => void (late = resolve)));
    const outcome = expect(te.refresh()).rejects.toMatchObject({ code: "session_expired" });
    await settle();
    browser.channel("token-exchange:https://app.example/api").postMessage({ te: 1, at: Date.now(), kind: "session", session: view("s2"), isRenewed: false });
    await settle();
    late(problem(401, "session_expired", "login"));
    await outcome;
    expect(types()).toEqual(["signed-in", "signed-in"]);
  });

  it("is tried by the one that waits when the other one failed", async () => {
    const one = await browser.signedIn();
    const two = await browser.signedIn();
    browser.gateway.on(refresh, problem(503, "provider_unavailable", "retry", 5), json(view()));
    const outcome = expect(one.te.refresh()).rejects.toMatchObject({ code: "provider_unavailable" });
    const second = two.te.refresh();
    await outcome;
    expect(await second).toEqual(view());
    expect(one.types().at(-1)).toBe("renewed");
  });

  it("does not wait for ever for a tab that hangs", async () => {
    const one = await browser.signedIn();
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
    tab.navigator.locks = undefined;
    const { te } = browser.connect(tab);
    browser.gateway.on(refresh, json(view()));
    expect(await Promise.all([te.refresh(), te.refresh()])).toEqual([view(), view()]);
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it.each([["session_expired", "expired"], ["session_revoked", "signed-out"], ["not_authenticated", "signed-out"]])("that is refused with %s means %s in all tabs", async (code, type) => {
    const one = await browser.signedIn();
    const two = await browser.signedIn();
    browser.gateway.on(refresh, problem(401, code, "login"));
    await expect(one.te.refresh()).rejects.toMatchObject({ code, action: "login" });
    await settle();
    expect([one.types(), two.types()]).toEqual([["signed-in", type], ["signed-in", type]]);
  });
});

describe("other tabs", () => {
  it("hear of a logout, of a sign-in, and not of late news about what was signed out", async () => {
    const one = await browser.signedIn();
    const two = await browser.signedIn();
    browser.gateway.on(logout, json({ logoutUrl: null }));
    expect(await one.te.logout()).toEqual({ logoutUrl: null });
    await settle();
    expect(two.changes.at(-1)).toMatchObject({ type: "signed-out", session: anonymous, fromOtherTab: true });
    browser.channel("token-exchange:https://app.example/api").postMessage({ te: 1, at: Date.now(), kind: "session", session: view(), isRenewed: true });
    await settle();
    expect(two.types()).toEqual(["signed-in", "signed-out"]);
    browser.gateway.on(route, json(view("s2")));
    await one.te.session();
    await settle();
    expect(two.changes.at(-1)).toMatchObject({ type: "signed-in", session: view("s2"), fromOtherTab: true });
  });

  it("are not signed out by the end of a session that is no longer theirs", async () => {
    const one = await browser.signedIn();
    browser.channel("token-exchange:https://app.example/api").postMessage({ te: 1, at: Date.now(), kind: "ended", how: "signed-out", id: "s0" });
    await settle();
    expect(one.types()).toEqual(["signed-in"]);
  });

  it("are not believed when they talk nonsense", async () => {
    const { types, te } = browser.connect();
    const foreign = browser.channel("token-exchange:https://app.example/api");
    [{ kind: "session", session: { isAuthenticated: true } }, { kind: "session", session: anonymous }, { kind: "session" }, { kind: "x" }].forEach(m => foreign.postMessage({ te: 1, at: 1, ...m }));
    await settle();
    expect(types()).toEqual([]);
    te.dispose();
  });
});
