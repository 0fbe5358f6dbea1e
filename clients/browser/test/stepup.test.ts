import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problemOf, type Session, type TokenExchangeError } from "../src/index.js";
import { popup } from "../src/popup.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, route, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const pay = "POST /api/proxy/echo/pay";
const demand = { acrValues: "urn:mfa", maxAge: 600, claims: '{"access_token":{}}' };
const refusal = () => json({ code: "stepup_required", action: "stepup", ...demand, extra: 1 }, 401, { "Content-Type": "application/problem+json", "TE-Error": "stepup_required" });
const call = { method: "POST", body: "7" };
const session = view("s2") as unknown as Session;

async function signedIn(stepUp?: (error: TokenExchangeError) => Promise<Session | undefined>) {
  const page = browser.connect(browser.tab(), { popup, ...(stepUp && { stepUp }) });
  browser.gateway.on(route, json(view()));
  await page.te.session();
  return page;
}

describe("a call that requires a step-up", () => {
  it("is sent again, once, after the login that the page lets the user do", async () => {
    const errors: TokenExchangeError[] = [];
    const { te } = await signedIn(async error => {
      errors.push(error);
      return session;
    });
    browser.gateway.on(pay, refusal(), json({ paid: 1 }));
    expect((await te.fetch("/api/proxy/echo/pay", call)).status).toBe(200);
    expect(errors[0]).toMatchObject({ code: "stepup_required", action: "stepup", status: 401, stepUp: demand });
    expect(Object.keys(errors[0]!.stepUp!)).toEqual(["acrValues", "maxAge", "claims"]); // what a login takes, and nothing else
    expect(browser.gateway.seen.map(({ body }) => body)).toEqual(["", "7", "7"]);
  });

  it("is not sent a third time: an API that is never satisfied is the page's affair", async () => {
    const { te } = await signedIn(async () => session);
    browser.gateway.on(pay, refusal(), refusal());
    const response = await te.fetch("/api/proxy/echo/pay", call);
    expect((await problemOf(response))!.code).toBe("stepup_required");
    expect(browser.gateway.count(pay)).toBe(2);
  });

  it("opens a popup with what the call requires, and continues when it has reported", async () => {
    const page = await signedIn(error => page.te.login({ ...error.stepUp, popup: true }));
    browser.gateway.on(pay, refusal(), json({})).on("POST /api/auth/login", json({ authorizationUrl: "https://idp.example/a?state=st4te", expiresIn: 600 }));
    const paid = page.te.fetch("/api/proxy/echo/pay", call);
    await settle();
    const sent = JSON.parse(browser.gateway.seen[2]!.body) as { returnUrl: string };
    expect(sent).toMatchObject(demand);
    browser.gateway.on("POST /api/auth/exchange", json({ handled: true, returnUrl: sent.returnUrl, ...view("s2") }));
    await browser.connect(browser.tab("https://app.example/cb?code=c0de&state=st4te"), { popup }).te.completeLogin();
    expect((await paid).status).toBe(200);
  });

  it("shares one login with calls at the same time", async () => {
    let finish!: (session: Session) => void;
    const stepUp = vi.fn(() => new Promise<Session>(resolve => (finish = resolve)));
    const { te } = await signedIn(stepUp);
    browser.gateway.on(pay, refusal(), refusal(), json({}), json({}), refusal(), json({}));
    const both = Promise.all([te.fetch("/api/proxy/echo/pay", call), te.fetch("/api/proxy/echo/pay", call)]);
    await settle();
    finish(session);
    expect((await both).map(({ status }) => status)).toEqual([200, 200]);
    expect(stepUp).toHaveBeenCalledTimes(1);
    const third = te.fetch("/api/proxy/echo/pay", call); // a later one asks again
    await settle();
    finish(session);
    await third;
    expect(stepUp).toHaveBeenCalledTimes(2);
  });

  const bob = { ...session, claims: { sub: "bob" } } as Session;
  it.each([
    ["another user signs in", async () => bob],
    ["no user signs in", async () => ({ isAuthenticated: false }) as Session],
    ["the login navigates", async () => undefined],
    ["the login is cancelled", async () => Promise.reject(new Error("popup_closed"))],
    ["the page's function fails", () => { throw new Error("bug"); }],
    ["the page has no function", undefined],
  ])("is not sent again when %s", async (_, stepUp) => {
    const { te } = await signedIn(stepUp);
    const answer = refusal();
    browser.gateway.on(pay, answer);
    expect(await te.fetch("/api/proxy/echo/pay", call)).toBe(answer);
    expect(await answer.text()).toContain("urn:mfa");
  });

  it("is not sent again when it is not known who made it, or its body is gone", async () => {
    const stepUp = vi.fn(async () => session);
    const { te } = browser.connect(browser.tab(), { stepUp });
    browser.gateway.on(pay, refusal(), refusal());
    expect((await te.fetch("/api/proxy/echo/pay", call)).status).toBe(401);
    const known = await signedIn(stepUp);
    expect((await known.te.fetch(new Request("https://app.example/api/proxy/echo/pay", call))).status).toBe(401);
    expect(stepUp).not.toHaveBeenCalled();
  });

  it("is no matter of an API's own response", async () => {
    const stepUp = vi.fn(async () => session);
    const { te } = await signedIn(stepUp);
    browser.gateway.on(pay, json({ code: "stepup_required", action: "stepup" }, 401, { "Content-Type": "application/problem+json" }));
    expect((await te.fetch("/api/proxy/echo/pay", call)).status).toBe(401);
    expect(stepUp).not.toHaveBeenCalled();
  });

  it("ends with the caller's signal, while the login goes on for others", async () => {
    const abort = new AbortController();
    const { te } = await signedIn(() => new Promise(() => {}));
    browser.gateway.on(pay, refusal());
    const outcome = expect(te.fetch("/api/proxy/echo/pay", { ...call, signal: abort.signal })).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await outcome;
  });

  it("of a HEAD request, which has no body, asks for a login with nothing", async () => {
    const stepUp = vi.fn(async (error: TokenExchangeError) => (error.stepUp?.acrValues, session));
    const { te } = await signedIn(stepUp);
    browser.gateway.on("HEAD /api/proxy/echo/pay", problem(401, "stepup_required", "stepup"), json({}));
    expect((await te.fetch("/api/proxy/echo/pay", { method: "HEAD" })).status).toBe(200);
    expect(stepUp).toHaveBeenCalledTimes(1);
  });
});
