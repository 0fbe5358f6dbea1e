import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TokenExchangeError } from "../src/index.js";
import { popup } from "../src/popup.js";
import { FakeBrowser, fakeTime } from "./fakeBrowser.js";
import { json, anonymous, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const exchange = "POST /api/auth/exchange";
const session = "GET /api/auth/session";
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("completeLogin at the address of a login that failed", () => {
  it.each([
    ["provider_denied", "none"], ["login_cancelled", "none"], ["request_invalid", "none"], ["internal_error", "none"],
    ["login_required", "login"], ["code_rejected", "login"], ["provider_unavailable", "login"], ["a_newer_code", "login"],
  ])("rejects with the code that the gateway sent to the error page: %s", async (code, action) => {
    const { te, tab } = browser.connect(browser.tab(`https://app.example/problem?keep=a%20b&code=${code}&traceId=${traceId}&returnUrl=%2Forders#part`));
    const error = await te.completeLogin().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TokenExchangeError);
    expect(error).toMatchObject({ code, action, traceId, status: 0, returnUrl: "/orders" });
    expect(tab.replaced).toEqual([{ state: { router: 7 }, url: "/problem?keep=a%20b#part" }]);
    expect(browser.gateway.seen).toEqual([]);
  });

  it.each(["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil", ""])("returns to no address of a link but a path of this origin: %s", async address => {
    const { te } = browser.connect(browser.tab(`https://app.example/?code=login_cancelled&traceId=${traceId}&returnUrl=${encodeURIComponent(address)}`));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "login_cancelled", returnUrl: undefined });
  });

  it("returns to the path without the mark of the popup in which the login was begun", async () => {
    const marked = encodeURIComponent("/orders#te-popup=01234567-89ab-cdef-0123-456789abcdef");
    const { te } = browser.connect(browser.tab(`https://app.example/?code=login_cancelled&traceId=${traceId}&returnUrl=${marked}`), { popup });
    await expect(te.completeLogin()).rejects.toMatchObject({ returnUrl: "/orders" });
  });

  it.each(["access_denied", "login_required", "server_error&error_description=Nope", "interaction_required&iss=https%3A%2F%2Fidp.example"])(
    "leaves an error without a state to the gateway too, and rejects with its answer: %s", async error => {
      const { te, tab } = browser.connect(browser.tab(`https://app.example/cb?error=${error}`));
      browser.gateway.on(exchange, problem(400, "login_required", "login"));
      await expect(te.completeLogin()).rejects.toMatchObject({ code: "login_required", action: "login", status: 400 });
      expect(tab.location.href).toBe("https://app.example/cb");
      expect(JSON.parse(browser.gateway.seen[0]!.body)).toEqual({ callbackUrl: `https://app.example/cb?error=${error}` });
    });

  it("is no error for a user who is signed in when the gateway did not receive the cookies", async () => {
    const { te, tab } = browser.connect(browser.tab(`https://app.example/?code=transaction_missing&traceId=${traceId}`));
    browser.gateway.on(session, json(view()));
    expect(await te.completeLogin()).toEqual({ handled: false, session: view() });
    expect(tab.location.href).toBe("https://app.example/");
  });

  it("is an error for a user who is not signed in", async () => {
    const { te } = browser.connect(browser.tab(`https://app.example/?code=transaction_missing&traceId=${traceId}`));
    browser.gateway.on(session, json(anonymous));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "transaction_missing", action: "login", traceId });
  });

  it("has the return path of the gateway's answer", async () => {
    const { te } = browser.connect(browser.tab("https://app.example/cb?error=access_denied&state=st4te"));
    browser.gateway.on(exchange, new Response(JSON.stringify({ code: "login_cancelled", action: "none", traceId, returnUrl: "/orders" }), {
      status: 400, headers: { "Content-Type": "application/problem+json", "TE-Error": "login_cancelled" },
    }));
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "login_cancelled", returnUrl: "/orders" });
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
    "?error=404", "?error=not_found", "?error=Not%20found", "?error=timeout", "?error=", "?returnUrl=%2Forders", "?error_description=x",
  ])("takes an address of the application for what it is: %s", async query => {
    const { te, tab } = browser.connect(browser.tab("https://app.example/a" + query));
    browser.gateway.on(exchange, json({ handled: false, ...anonymous }));
    expect(await te.completeLogin()).toEqual({ handled: false, session: anonymous });
    expect(tab.replaced).toEqual([]);
  });
});
