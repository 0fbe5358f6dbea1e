import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { popup as inPopups } from "../src/popup.js";
import { FakeBrowser, fakeTime, settle, type FakeTab } from "./fakeBrowser.js";
import { json, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const login = "POST /api/auth/login";
const exchange = "POST /api/auth/exchange";
const begun = (state = "st4te") => json({ authorizationUrl: `https://idp.example/authorize?state=${state}`, expiresIn: 600 });
const callback = "https://app.example/cb?keep=a%20b&code=c0de&state=st4te&iss=https%3A%2F%2Fidp.example&session_state=x&tail#part";

const connected = (tab?: FakeTab) => browser.connect(tab, { popup: inPopups });

describe("in a popup", () => {
  async function opened(returnUrl?: string) {
    const page = connected(browser.tab("https://app.example/form?draft=1"));
    browser.gateway.on(login, begun());
    const outcome = page.te.login({ popup: true, ...(returnUrl === undefined ? {} : { returnUrl }) });
    outcome.catch(() => {});
    expect(page.tab.popups).toHaveLength(1); // within the click
    await settle();
    const sent = JSON.parse(browser.gateway.seen[0]!.body) as { returnUrl: string; popup?: unknown };
    return { page, outcome, popup: page.tab.popups[0]!, sent };
  }

  it("keeps the page, tells it and closes", async () => {
    const { page, outcome, popup, sent } = await opened();
    expect(sent.returnUrl).toMatch(/^\/form\?draft=1#te-popup=[0-9a-f-]{36}$/);
    expect(sent).not.toHaveProperty("popup");
    expect(popup).toMatchObject({ visited: ["https://idp.example/authorize?state=st4te"], opener: null });
    const inside = connected(browser.tab(callback));
    browser.gateway.on(exchange, json({ handled: true, returnUrl: sent.returnUrl, ...view() }));
    expect(await inside.te.completeLogin()).toEqual({ handled: true, returnUrl: "/form?draft=1", session: view(), isPopup: true });
    expect(await outcome).toEqual(view());
    expect(inside.tab.isClosed).toBe(true);
    expect(page.tab.assigned).toEqual([]);
    expect(page.types()).toEqual(["signed-in"]);
    expect(page.changes[0]!.fromOtherTab).toBe(true);
    expect(page.tab.listening).toBe(2); // those of the client, none of the login
  });

  it("works when the gateway itself completes the redirect", async () => {
    const { outcome, sent } = await opened("/done");
    const inside = connected(browser.tab("https://app.example" + sent.returnUrl));
    browser.gateway.on(exchange, json({ handled: false, ...view() }));
    await inside.te.completeLogin();
    expect(await outcome).toEqual(view());
    expect(inside.tab.location.href).toBe("https://app.example/done");
    expect(inside.tab.isClosed).toBe(true);
  });

  it("tells the page of a refusal, which closes it", async () => {
    const { outcome, popup } = await opened();
    const inside = connected(browser.tab("https://app.example/cb?error=access_denied&error_description=Call+us&state=st4te"));
    browser.gateway.on(exchange, problem(400, "provider_denied"));
    await expect(inside.te.completeLogin()).rejects.toMatchObject({ code: "provider_denied" });
    await expect(outcome).rejects.toMatchObject({ name: "TokenExchangeError", code: "provider_denied", status: 400, traceId: "4bf92f35" });
    expect(popup.closed).toBe(true);
    expect(inside.tab.location.href).toBe("https://app.example/cb");
  });

  it("tells the page of a refusal when the gateway itself completes the redirect", async () => {
    const { outcome, popup, sent } = await opened("/done");
    const inside = connected(browser.tab(
      `https://app.example/problem?code=login_cancelled&traceId=4bf92f35&returnUrl=${encodeURIComponent(sent.returnUrl)}`));
    await expect(inside.te.completeLogin()).rejects.toMatchObject({ code: "login_cancelled", returnUrl: "/done" });
    await expect(outcome).rejects.toMatchObject({ name: "TokenExchangeError", code: "login_cancelled", traceId: "4bf92f35", returnUrl: "/done" });
    expect(popup.closed).toBe(true);
    expect(inside.tab.location.href).toBe("https://app.example/problem");
  });

  it("ignores another tab's login and foreign messages", async () => {
    const { outcome } = await opened();
    let isSettled = false;
    outcome.finally(() => (isSettled = true)).catch(() => {});
    const other = connected(browser.tab(callback.replace("st4te", "other")));
    browser.gateway.on(exchange, json({ handled: true, returnUrl: "/form#te-popup=00000000-0000-4000-8000-000000000000", ...view() }));
    await other.te.completeLogin();
    const foreign = browser.channel("token-exchange:https://app.example/api");
    [null, "x", { te: 1 }, { te: 1, at: NaN, kind: "login", key: "st4te" }, { te: 2, at: 1, kind: "login", key: "st4te" }].forEach(message => foreign.postMessage(message));
    await settle();
    expect(isSettled).toBe(false);
  });

  it("is closed by the user: seen when the page is looked at again, unless it reports at once", async () => {
    const { page, outcome, popup } = await opened();
    page.tab.fire("focus");
    await vi.advanceTimersByTimeAsync(5000);
    popup.close();
    page.tab.fire("focus");
    const rejected = expect(outcome).rejects.toMatchObject({ code: "popup_closed", action: "login" });
    await vi.advanceTimersByTimeAsync(1000);
    await rejected;
    await vi.advanceTimersByTimeAsync(30_000); // the deadline of the call that began the login
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with the transaction's life", async () => {
    const { outcome } = await opened();
    const rejected = expect(outcome).rejects.toMatchObject({ code: "popup_closed" });
    await vi.advanceTimersByTimeAsync(600_000);
    await rejected;
  });

  it("is closed when it cannot begin, is blocked, or is given up", async () => {
    const page = connected();
    browser.gateway.on(login, problem(503, "vault_unavailable", "retry", 5), begun());
    await expect(page.te.login({ popup: true })).rejects.toMatchObject({ code: "vault_unavailable", retryAfter: 5 });
    expect(page.tab.popups[0]!.closed).toBe(true);
    const abort = new AbortController();
    const outcome = expect(page.te.login({ popup: true, signal: abort.signal })).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await outcome;
    expect(page.tab.popups[1]!.closed).toBe(true);
    page.tab.blocksPopups = true;
    await expect(page.te.login({ popup: true })).rejects.toMatchObject({ code: "popup_blocked", action: "login" });
    expect(browser.gateway.count(login)).toBe(2);
  });

  it("is reported after an outage too", async () => {
    const { outcome } = await opened();
    const inside = connected(browser.tab("https://app.example/cb?error=access_denied&state=st4te"));
    browser.gateway.on(exchange, problem(503, "vault_unavailable", "retry", 5), problem(400, "login_cancelled"));
    await expect(inside.te.completeLogin()).rejects.toMatchObject({ code: "vault_unavailable" });
    await expect(inside.te.completeLogin()).rejects.toMatchObject({ code: "login_cancelled" });
    await expect(outcome).rejects.toMatchObject({ code: "login_cancelled" });
  });

  it("needs the option", async () => {
    const page = browser.connect();
    await expect(page.te.login({ popup: true })).rejects.toThrow("Option popup is missing");
    expect(browser.gateway.seen).toEqual([]);
  });
});
