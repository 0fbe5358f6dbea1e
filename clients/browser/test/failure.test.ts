import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TokenExchangeError } from "../src/index.js";
import { FakeBrowser, fakeTime } from "./fakeBrowser.js";
import { json, anonymous, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const exchange = "POST /api/auth/exchange";
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("completeLogin at the address of a login that failed", () => {
  it.each([
    ["provider_denied", "none"], ["login_cancelled", "none"], ["request_invalid", "none"], ["internal_error", "none"],
    ["transaction_missing", "login"], ["code_rejected", "login"], ["provider_unavailable", "login"], ["a_newer_code", "login"],
  ])("rejects with the code that the gateway sent to the error page: %s", async (code, action) => {
    const { te, tab } = browser.connect(browser.tab(`https://app.example/problem?keep=a%20b&code=${code}&traceId=${traceId}&returnUrl=%2Forders#part`));
    const error = await te.completeLogin().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TokenExchangeError);
    expect(error).toMatchObject({ code, action, traceId, status: 0 });
    expect(tab.replaced).toEqual([{ state: { router: 7 }, url: "/problem?keep=a%20b#part" }]);
    expect(browser.gateway.seen).toEqual([]);
  });

  it.each(["access_denied", "login_required", "server_error&error_description=Nope", "interaction_required&iss=https%3A%2F%2Fidp.example"])(
    "rejects when the provider's error came without a state: %s", async error => {
      const { te, tab } = browser.connect(browser.tab(`https://app.example/cb?error=${error}`));
      await expect(te.completeLogin()).rejects.toMatchObject({ code: "provider_denied", action: "none", status: 0 });
      expect(tab.location.href).toBe("https://app.example/cb");
      expect(browser.gateway.seen).toEqual([]);
    });

  it("leaves an error with a state to the gateway, and rejects with its answer", async () => {
    const { te, tab } = browser.connect(browser.tab("https://app.example/cb?error=access_denied&state=st4te&iss=https%3A%2F%2Fidp.example"));
    browser.gateway.on(exchange, problem(400, "provider_denied"));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "provider_denied", action: "none", status: 400 });
    expect(tab.location.href).toBe("https://app.example/cb");
  });

  it("rejects once: the next load, and the next call, just say who is signed in", async () => {
    const { te, tab } = browser.connect(browser.tab(`https://app.example/?code=provider_denied&traceId=${traceId}`));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "provider_denied" });
    browser.gateway.on(exchange, json({ handled: false, ...anonymous }), json({ handled: false, ...view() }));
    expect(await te.completeLogin()).toMatchObject({ session: anonymous });
    expect(await browser.connect(tab).te.completeLogin()).toMatchObject({ session: view() });
  });

  it("rejects both calls of a double effect", async () => {
    const { te } = browser.connect(browser.tab(`https://app.example/?code=provider_denied&traceId=${traceId}`));
    const outcomes = await Promise.allSettled([te.completeLogin(), te.completeLogin()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(browser.gateway.seen).toEqual([]);
  });

  it("never repeats text that a link could bring along", async () => {
    const { te } = browser.connect(browser.tab("https://app.example/?code=provider_denied&traceId=Call%20us%20now"));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "provider_denied", traceId: undefined });
  });

  it.each([
    "?code=SplxlOBeZQQYbYS6WxSbIA", "?code=5&traceId=1", "?code=Call%20us&traceId=1", `?code=provider_denied`, `?traceId=${traceId}`, `?code=${"a".repeat(40)}&traceId=1`,
    "?error=404", "?error=Not%20found", "?error=timeout", "?error=", "?returnUrl=%2Forders", "?error_description=x",
  ])("takes an address of the application for what it is: %s", async query => {
    const { te, tab } = browser.connect(browser.tab("https://app.example/a" + query));
    browser.gateway.on(exchange, json({ handled: false, ...anonymous }));
    expect(await te.completeLogin()).toEqual({ handled: false, session: anonymous });
    expect(tab.replaced).toEqual([]);
  });
});
